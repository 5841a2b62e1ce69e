#include "protocol/messages.hpp"
#include "protocol/paths.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

using namespace cordee::transfer;

namespace {

const Bytes kData{1, 2, 3};
const Hash kHash{9, 8, 7};

std::vector<Message> one_of_each()
{
    return {
        Offer{7, 1, Direction::fetch, Conflict::newer, "to", {"a", "", "b/c"}},
        Answer{7, Trouble::declined},
        Cancel{7, Trouble::full},
        Pause{7, true},
        Entries{
            7, 3, {{Kind::file, 0644, true, 12, -5, "a\xff", ""}, {Kind::link, 0777, false, 0, 1, "l", "a"}}},
        Total{7, 2, 12, 1},
        Small{7, false, 3, {{0, 1, kHash}, {1, 2, kHash}}, {kData}},
        Block{7, 1, 2, false, 3, kHash, {kData}},
        Hole{7, 1, 2, 3},
        Range{7, 1, 2, 3},
        Delta{7, 1, true, 300, {kData}},
        End{7, 1, kHash},
        Gone{7, 1, Trouble::forbidden},
        Changed{7, 1, 0600, false, 5, 6},
        Have{7, 1, 0, {kHash, kHash}},
        Signature{7, 1, {kData}},
        Decisions{7, {{1, Verdict::refuse, Trouble::bad_name}}},
        Results{7, {{1, Trouble::none}, {2, Trouble::full}}},
        Ack{7, 100, 90},
        Done{7}};
}

bool reads(const Message& message)
{
    return decode(encode(message)).has_value();
}

Entries entry_of(std::string path)
{
    return {1, 0, {{Kind::file, 0644, false, 1, 1, std::move(path), ""}}};
}

} // namespace

BOOST_AUTO_TEST_SUITE(protocol)

BOOST_AUTO_TEST_CASE(each_message_comes_back)
{
    const auto messages = one_of_each();
    BOOST_TEST_REQUIRE(messages.size() == std::variant_size_v<Message>);
    for (std::size_t i = 0; i < messages.size(); ++i) {
        BOOST_TEST(messages[i].index() == i);
        const auto bytes = encode(messages[i]);
        const auto back = decode(bytes);
        BOOST_TEST_REQUIRE(back.has_value(), i);
        BOOST_TEST((*back == messages[i]), i);
        // What was cut short is refused, or it is another, shorter one.
        for (std::size_t size = 0; size < bytes.size(); ++size)
            if (const auto cut = decode(View{bytes}.first(size)))
                BOOST_TEST(encode(*cut).size() == size);
    }
}

BOOST_AUTO_TEST_CASE(values_out_of_range_are_refused)
{
    BOOST_TEST(!decode({}));
    BOOST_TEST(!decode(Bytes{0}));
    BOOST_TEST(!decode(Bytes{21, 0, 0}));
    auto pause = encode(Pause{1, true});
    pause.back() = 2;
    BOOST_TEST(!decode(pause));
    auto answer = encode(Answer{1, Trouble::full});
    answer.back() = 200;
    BOOST_TEST(!decode(answer));
    BOOST_TEST(!reads(Offer{1, 0, Direction::send, Conflict::ask, "", {"a"}}));
    BOOST_TEST(!reads(Offer{1, 1, Direction::send, Conflict::ask, "../x", {"a"}}));
    BOOST_TEST(!reads(Offer{1, 1, Direction::send, Conflict::ask, "", {}}));
    BOOST_TEST(!reads(Entries{1, 0, {}}));
    BOOST_TEST(!reads(Entries{1, kTreeMost, {{Kind::file, 0, false, 1, 1, "a", ""}}}));
    BOOST_TEST(!reads(Entries{1, 0, {{Kind::file, 04755, false, 1, 1, "a", ""}}}));
    BOOST_TEST(!reads(Entries{1, 0, {{Kind::file, 0, false, kFileMost + 1, 1, "a", ""}}}));
    BOOST_TEST(!reads(Entries{1, 0, {{Kind::folder, 0, false, 1, 1, "a", ""}}}));
    BOOST_TEST(!reads(Entries{1, 0, {{Kind::link, 0, false, 0, 1, "a", ""}}}));
    BOOST_TEST(!reads(Entries{1, 0, {{Kind::file, 0, false, 0, 1, "a", "b"}}}));
    BOOST_TEST(!reads(Small{1, false, 2, {{0, 1, kHash}}, {kData}}));
    BOOST_TEST(!reads(Small{1, true, 3, {{0, 3, kHash}}, {kData}})); // packed, and no smaller
    BOOST_TEST(!reads(Block{1, 1, kBlocksMost, false, 3, kHash, {kData}}));
    BOOST_TEST(!reads(Block{1, 1, 0, true, kLargestBlock + 1, kHash, {kData}}));
    BOOST_TEST(!reads(Hole{1, 1, kBlocksMost, 1}));
    BOOST_TEST(!reads(Hole{1, 1, 1, 0}));
    BOOST_TEST(!reads(Range{1, 1, 0xffffffff, 0xffffffff}));
    BOOST_TEST(!reads(Delta{1, 1, true, kDeltaMost + 1, {kData}}));
    BOOST_TEST(!reads(Changed{1, 1, 0777, false, kFileMost + 1, 0}));
    BOOST_TEST(!reads(Have{1, 1, kBlocksMost, {kHash}}));
    BOOST_TEST(!reads(Signature{1, 1, {}}));
}

BOOST_AUTO_TEST_CASE(no_path_leads_out)
{
    for (const char* path :
         {"", "/", "/etc", "..", "../x", "a/..", "a/../b", ".", "./a", "a/.", "a//b", "a/", "//"})
        BOOST_TEST(!is_path(path), path);
    BOOST_TEST(!is_path(std::string_view{"a\0b", 3}));
    BOOST_TEST(!is_path(std::string(256, 'a')));
    BOOST_TEST(!is_path(std::string(4001, 'a')));
    std::string deep = "a";
    for (int i = 1; i < 128; ++i)
        deep += "/a";
    BOOST_TEST(is_path(deep));
    BOOST_TEST(!is_path(deep + "/a"));
    for (const char* path : {"a", "...", "..a", "a/b", "\xff\xfe", "né", " ", "a\nb", "C:\\x"}) {
        BOOST_TEST(is_path(path), path);
        BOOST_TEST(reads(entry_of(path)), path);
    }
    BOOST_TEST(!reads(entry_of("a/../../b")));
}

BOOST_AUTO_TEST_CASE(names_are_numbered_within_their_length)
{
    BOOST_TEST(numbered("a/b.txt", 2) == "a/b (2).txt");
    BOOST_TEST(numbered("b", 3) == "b (3)");
    BOOST_TEST(numbered(".profile", 2) == ".profile (2)");
    const auto longest = numbered(std::string(251, 'x') + ".txt", 12);
    BOOST_TEST(longest.size() == 255u);
    BOOST_TEST(longest.ends_with("x (12).txt"));
    BOOST_TEST(is_path(numbered(std::string(255, '.'), 2)));
}

BOOST_AUTO_TEST_CASE(names_show_what_they_are)
{
    BOOST_TEST(shown("été 文書 😀.txt") == "été 文書 😀.txt");
    BOOST_TEST(shown("a\nb\x7f\x1b[2J") == "a\\u{a}b\\u{7f}\\u{1b}[2J");
    BOOST_TEST(shown("a\xff\xc3") == "a\\xff\\xc3");
    BOOST_TEST(shown("cod\u202eexe.doc") == "cod\\u{202e}exe.doc");
    BOOST_TEST(shown("a\u200bb\ufeff\u2066\u3164") == "a\\u{200b}b\\u{feff}\\u{2066}\\u{3164}");
    BOOST_TEST(shown("\xed\xa0\x80\xc0\xaf\xf4\x90\x80\x80") ==
               "\\xed\\xa0\\x80\\xc0\\xaf\\xf4\\x90\\x80\\x80");
}

BOOST_AUTO_TEST_CASE(blocks_follow_from_the_size)
{
    BOOST_TEST(block_count(0) == 0u);
    BOOST_TEST(block_count(1) == 1u);
    BOOST_TEST(block_count(kSmallestBlock) == 1u);
    BOOST_TEST(block_count(kSmallestBlock + 1) == 2u);
    BOOST_TEST(block_length(kSmallestBlock + 1, 1) == 1u);
    BOOST_TEST(block_length(kSmallestBlock + 1, 2) == 0u);
    BOOST_TEST(block_size(std::uint64_t{1} << 36) == kSmallestBlock);
    BOOST_TEST(block_size((std::uint64_t{1} << 36) + 1) == 2 * kSmallestBlock);
    BOOST_TEST(block_size(kFileMost) == kLargestBlock);
    BOOST_TEST(block_count(kFileMost) == kBlocksMost);
}

BOOST_AUTO_TEST_CASE(random_bytes_do_no_harm)
{
    std::mt19937 random{11};
    const auto messages = one_of_each();
    for (int round = 0; round < 20000; ++round) {
        auto bytes = encode(messages[random() % messages.size()]);
        for (auto changes = random() % 4; changes > 0; --changes)
            bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random());
        if (const auto message = decode(bytes))
            BOOST_TEST((decode(encode(*message)) == message));
    }
}

BOOST_AUTO_TEST_SUITE_END()
