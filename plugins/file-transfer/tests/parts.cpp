#include "delta.hpp"
#include "disk.hpp"
#include "hash.hpp"
#include "jobs.hpp"
#include "pack.hpp"
#include "progress.hpp"
#include "rules.hpp"
#include "texts.hpp"
#include "wish.hpp"
#include "world.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>

using namespace cordee::transfer;
using namespace cordee::transfer::test;

namespace {

View view_of(std::string_view text)
{
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// An open file with this content.
class Scratch {
public:
    explicit Scratch(View content)
    {
        put_file(folder_.path() / "x", content);
        file_ = Descriptor{open((folder_.path() / "x").c_str(), O_RDWR | O_CLOEXEC)};
    }
    [[nodiscard]] int get() const { return file_.get(); }
    [[nodiscard]] Bytes content() const { return content_of(folder_.path() / "x"); }
    [[nodiscard]] std::uint64_t used() const
    {
        struct stat facts {};
        fstat(file_.get(), &facts);
        return static_cast<std::uint64_t>(facts.st_blocks) * 512;
    }

private:
    cordee::TemporaryFolder folder_;
    Descriptor file_;
};

/// What the receiver has after a delta from `old_one` to `new_one`; `carried` is the delta's size.
Bytes by_delta(const Bytes& old_one, const Bytes& new_one, std::size_t& carried)
{
    const Scratch old_file{old_one};
    const auto signature = signature_of(old_file.get(), old_one.size());
    BOOST_TEST_REQUIRE(signature.has_value());
    const auto maker = DeltaMaker::from(*signature);
    BOOST_TEST_REQUIRE(maker != nullptr);
    Bytes delta;
    for (std::size_t at = 0; at < new_one.size(); at += 100'000)
        BOOST_TEST_REQUIRE(maker->add(
            View{new_one}.subspan(at, std::min<std::size_t>(100'000, new_one.size() - at)), delta));
    BOOST_TEST_REQUIRE(maker->end(delta));
    carried = delta.size();
    Bytes out;
    const auto taker = DeltaTaker::over(old_file.get(), [&](View data) {
        out.insert(out.end(), data.begin(), data.end());
        return true;
    });
    for (std::size_t at = 0; at < delta.size(); at += 7777)
        BOOST_TEST_REQUIRE(
            taker->add(View{delta}.subspan(at, std::min<std::size_t>(7777, delta.size() - at))));
    BOOST_TEST(taker->ended());
    return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(parts)

BOOST_AUTO_TEST_CASE(pieces_that_are_hashed_at_once_have_the_hashes_that_they_have_alone)
{
    BOOST_TEST(hex(hashes_of(std::vector{view_of("abc")}).front()) ==
               "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"); // FIPS 180-4
    // Each size at which the end of a piece lies otherwise, and numbers of pieces around those of lanes.
    for (const std::size_t size : {0, 1, 55, 56, 63, 64, 65, 119, 120, 127, 128, 4096, 4099})
        for (const std::size_t count : {1, 7, 8, 9, 16, 37}) {
            std::vector<Bytes> pieces;
            for (std::size_t i = 0; i < count; ++i) {
                Bytes& piece = pieces.emplace_back(i % 5 == 4 ? size + 1 : size);
                for (std::size_t at = 0; at < piece.size(); ++at)
                    piece[at] = static_cast<std::uint8_t>(at * (i + 3) + i);
            }
            const auto hashes = hashes_of(std::vector<View>{pieces.begin(), pieces.end()});
            BOOST_TEST_REQUIRE(hashes.size() == count);
            for (std::size_t i = 0; i < count; ++i)
                BOOST_TEST((hashes[i] == hash_of(pieces[i])));
        }
}

BOOST_AUTO_TEST_CASE(hashes_are_sha256_and_a_tree_of_it)
{
    BOOST_TEST(hex(hash_of(view_of("abc"))) ==
               "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    BOOST_TEST(hex(root_of(0, {})) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    const Hash one = hash_of(view_of("abc"));
    BOOST_TEST((root_of(3, {&one, 1}) == one));
    const std::vector<Hash> two{one, hash_of(view_of("d"))};
    Bytes text{'c', 'o', 'r', 'd', 'e', 'e', ' ', 'f', 'i', 'l', 'e', ' ', 't', 'r', 'e', 'e', ' ', '1'};
    const Bytes size{0, 0, 0, 0, 0, 4, 0, 1, 0, 4, 0, 0}; // 262145, and blocks of 262144
    text.insert(text.end(), size.begin(), size.end());
    for (const auto& hash : two)
        text.insert(text.end(), hash.begin(), hash.end());
    BOOST_TEST((root_of(kSmallestBlock + 1, two) == hash_of(text)));
    BOOST_TEST((hash_of_zeros(1000) == hash_of(Bytes(1000))));
}

BOOST_AUTO_TEST_CASE(what_packs_is_packed_and_what_does_not_is_left_alone)
{
    Packer packer;
    packer.path(1); // any saving pays
    const Bytes text(100'000, 'a');
    const auto packed = packer.pack(text);
    BOOST_TEST_REQUIRE(packed.has_value());
    Bytes back(text.size());
    BOOST_TEST(unpack(*packed, back));
    BOOST_TEST((back == text));
    BOOST_TEST(!packer.pack(noise(100'000)));
    Bytes shorter(text.size() - 1);
    BOOST_TEST(!unpack(*packed, shorter));
    Bytes longer(text.size() + 1);
    BOOST_TEST(!unpack(*packed, longer));
    BOOST_TEST(!unpack(noise(1000), back));
}

BOOST_AUTO_TEST_CASE(a_path_that_is_faster_than_packing_gets_it_raw)
{
    Packer packer;
    packer.path(std::uint64_t{1} << 50);
    BOOST_TEST(!packer.pack(Bytes(100'000, 'a')));
}

BOOST_AUTO_TEST_CASE(a_delta_carries_what_changed)
{
    const Bytes old_one = noise(3'000'000, 1);
    Bytes new_one = old_one;
    new_one.insert(new_one.begin() + 1'234'567, {1, 2, 3});
    std::size_t carried = 0;
    BOOST_TEST((by_delta(old_one, new_one, carried) == new_one));
    BOOST_TEST(carried < 10'000u);
    BOOST_TEST((by_delta(old_one, noise(100'000, 2), carried) == noise(100'000, 2)));
    BOOST_TEST(
        (by_delta(Bytes(1'000'000), new_one, carried) == new_one)); // all blocks of the old one are alike
}

BOOST_AUTO_TEST_CASE(signatures_and_deltas_from_outside_do_no_harm)
{
    const Scratch old_file{noise(200'000)};
    const auto signature = *signature_of(old_file.get(), 200'000);
    std::mt19937 random{3};
    for (int round = 0; round < 300; ++round) {
        auto broken = signature;
        broken[random() % (round % 2 ? 12 : broken.size())] = static_cast<std::uint8_t>(random());
        broken.resize(random() % 4 ? broken.size() : random() % broken.size());
        Bytes delta;
        const auto maker = DeltaMaker::from(broken);
        if (maker && maker->add(noise(50'000), delta))
            maker->end(delta);
        if (delta.empty())
            continue;
        delta[random() % delta.size()] = static_cast<std::uint8_t>(random());
        std::size_t out = 0;
        DeltaTaker::over(old_file.get(), [&](View data) {
            out += data.size();
            return out < 1'000'000;
        })->add(delta);
        BOOST_TEST(out < 1'300'000u);
    }
    // Sums that all look alike at first sight would make the search long.
    Bytes alike = signature;
    const std::size_t each = 4 + std::size_t{alike[11]};
    for (std::size_t at = 12; at + each <= alike.size(); at += each)
        std::memset(alike.data() + at, 7, 4);
    BOOST_TEST(DeltaMaker::from(alike) == nullptr);
    BOOST_TEST(DeltaMaker::from(signature) != nullptr);
}

BOOST_AUTO_TEST_CASE(zeros_become_holes_where_nothing_was)
{
    const Scratch file{{}};
    Bytes data(256 * 1024);
    data[100'000] = 1;
    BOOST_TEST((write_sparsely(file.get(), 0, data) == Trouble::none));
    BOOST_TEST(ftruncate(file.get(), 256 * 1024) == 0);
    BOOST_TEST((file.content() == data));
    BOOST_TEST(file.used() < 65536u);
    const auto segments = data_segments(file.get(), data.size());
    BOOST_TEST(is_hole(segments, 0, 65536));
    BOOST_TEST(!is_hole(segments, 65536, 65536));
    BOOST_TEST(is_hole(segments, 131072, 131072));
    BOOST_TEST(is_hole({}, 0, 100));
}

BOOST_AUTO_TEST_CASE(rules_look_at_size_and_name)
{
    Rules rules{.max_size = 100, .allowed = patterns("*.txt, *.PDF\tx?"), .refused = patterns("secret*")};
    BOOST_TEST((rules.check("a/b.TXT", 100) == Trouble::none));
    BOOST_TEST((rules.check("a/b.txt", 101) == Trouble::too_large));
    BOOST_TEST((rules.check("a/b.exe", 1) == Trouble::bad_name));
    BOOST_TEST((rules.check("a.txt/b", 1) == Trouble::bad_name));
    BOOST_TEST((rules.check("Secret.txt", 1) == Trouble::bad_name));
    BOOST_TEST((rules.check("xy", 1) == Trouble::none));
    BOOST_TEST((Rules{}.check("any", UINT64_MAX) == Trouble::none));
}

BOOST_AUTO_TEST_CASE(wishes_are_read_or_refused)
{
    const auto send = read_wish(send_wish({"a", "b/c"}, "to/there", "newer"));
    BOOST_TEST_REQUIRE(send.has_value());
    BOOST_TEST((send->direction == Direction::send));
    BOOST_TEST((send->conflict == Conflict::newer));
    BOOST_TEST(send->from.at(1).path == "b/c");
    BOOST_TEST(send->to == "to/there");
    const auto fetch = read_wish(R"({"do":"fetch","what":["x",""],"to":{"folder":3,"path":"y"}})");
    BOOST_TEST_REQUIRE(fetch.has_value());
    BOOST_TEST(fetch->folder == 3u);
    BOOST_TEST(fetch->what.size() == 2u);
    for (const char* wrong :
         {"", "[]", "{}", "null", "{\"do\":1}", R"({"do":"send"})", R"({"do":"send","from":[]})",
          R"({"do":"send","from":[null]})", R"({"do":"send","from":[{"folder":0,"path":"../x"}]})",
          R"({"do":"send","from":[{"folder":-1,"path":"x"}]})", R"({"do":"fetch","what":["x"]})",
          R"({"do":"fetch","what":["/etc"],"to":{"folder":0}})",
          R"({"do":"send","from":[{"folder":0,"path":"x"}],"conflict":"maybe"})"})
        BOOST_TEST(!read_wish(wrong), wrong);
}

BOOST_AUTO_TEST_CASE(rate_and_time_left_follow_the_last_seconds)
{
    Progress progress;
    Time now{};
    BOOST_TEST(progress.rate() == CORDEE_TASK_UNKNOWN);
    for (std::uint64_t i = 0; i <= 20; ++i, now += std::chrono::milliseconds{250})
        progress.note(now, i * 250'000);
    BOOST_TEST(progress.rate() == 1'000'000u);
    BOOST_TEST(progress.seconds_left(1'000'000, 11'000'000) == 10u);
    BOOST_TEST(progress.seconds_left(0, CORDEE_TASK_UNKNOWN) == CORDEE_TASK_UNKNOWN);
    for (std::uint64_t i = 0; i <= 40; ++i, now += std::chrono::milliseconds{250})
        progress.note(now, 5'000'000);
    BOOST_TEST(progress.rate() == 0u);
    BOOST_TEST(progress.seconds_left(0, 10) == CORDEE_TASK_UNKNOWN);
}

BOOST_AUTO_TEST_CASE(everything_is_said_in_both_languages)
{
    for (int i = 0; i <= static_cast<int>(Trouble::last); ++i) {
        const auto english = say(static_cast<Trouble>(i), "en");
        const auto french = say(static_cast<Trouble>(i), "fr");
        BOOST_TEST(!english.empty());
        BOOST_TEST(!french.empty());
        BOOST_TEST(english != french);
    }
    BOOST_TEST(amount(999, "en") == "999 B");
    BOOST_TEST(amount(1'234'567, "en") == "1.2 MB");
    BOOST_TEST(amount(1'234'567, "fr") == "1,2 Mo");
    BOOST_TEST(amount(123'456'789'012, "en") == "123 GB");
    const std::vector<std::string> many(256, std::string(3000, 'x'));
    BOOST_TEST(transfer_question("Ada", true, many, "fr").size() <= 500u);
    BOOST_TEST(exists_question(std::string(4000, '\xff'), "en").size() <= 500u);
}

BOOST_AUTO_TEST_CASE(a_pool_does_all_jobs_and_ends)
{
    std::atomic<int> worked = 0;
    std::atomic<int> told = 0;
    {
        std::mutex mutex;
        std::condition_variable changed;
        Pool pool{2, [&](const std::function<void()>& done) {
                      done();
                      const std::lock_guard lock{mutex};
                      changed.notify_all();
                  }};
        for (int i = 0; i < 100; ++i)
            pool.run([&] { ++worked; }, [&] { ++told; });
        std::unique_lock lock{mutex};
        BOOST_TEST(changed.wait_for(lock, std::chrono::seconds{60}, [&] { return told == 100; }));
    }
    BOOST_TEST(worked == 100);
}

BOOST_AUTO_TEST_SUITE_END()
