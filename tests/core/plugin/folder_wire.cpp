#include "core/plugin/folder_wire.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::plugin;

namespace {

const cordee_file_facts kFacts{CORDEE_KIND_FILE, 0644, 1ull << 40, -1, 4096, 0xfedcba9876543210};

bool equal(const cordee_file_facts& one, const cordee_file_facts& other)
{
    return one.kind == other.kind && one.mode == other.mode && one.size == other.size &&
           one.modified == other.modified && one.used == other.used && one.file == other.file;
}

/// No shorter packet and no longer one is read.
template <class Decode>
void only_whole(const Bytes& packet, Decode decode)
{
    BOOST_TEST(decode(packet).has_value());
    for (std::size_t size = 0; size < packet.size(); ++size)
        BOOST_TEST(!decode(View{packet}.first(size)).has_value(), size);
    auto longer = packet;
    longer.push_back(0);
    BOOST_TEST(!decode(longer).has_value());
}

} // namespace

BOOST_AUTO_TEST_SUITE(folder_wire)

BOOST_AUTO_TEST_CASE(a_question_survives_the_way)
{
    const FolderAsk question{FolderCall::perform,
                             {{CORDEE_FILE_COMMIT, 3, CORDEE_FILE_REPLACE, 0644, -5, "a/b", ""},
                              {99, 0xffffffff, 0xffffffff, 0xffffffff, 1ll << 62, "", "c"}}};
    const auto packet = encode_folder_ask(question);
    const auto read = decode_folder_ask(packet).value();
    BOOST_TEST((read.call == FolderCall::perform));
    BOOST_REQUIRE(read.requests.size() == 2U);
    BOOST_TEST(read.requests[0].path == "a/b");
    BOOST_TEST(read.requests[0].modified == -5);
    BOOST_TEST(read.requests[1].action == 99U);
    BOOST_TEST(read.requests[1].folder == 0xffffffff);
    BOOST_TEST(read.requests[1].target == "c");
    only_whole(packet, decode_folder_ask);
    BOOST_TEST(packet.size() == 2 + weight_of(question.requests[0]) + weight_of(question.requests[1]));
}

BOOST_AUTO_TEST_CASE(a_question_has_the_number_of_requests_that_its_kind_has)
{
    const FileRequest one{};
    BOOST_TEST(decode_folder_ask(encode_folder_ask({FolderCall::folders, {}})).has_value());
    BOOST_TEST(!decode_folder_ask(encode_folder_ask({FolderCall::folders, {one}})).has_value());
    BOOST_TEST(decode_folder_ask(encode_folder_ask({FolderCall::list, {one}})).has_value());
    BOOST_TEST(!decode_folder_ask(encode_folder_ask({FolderCall::list, {}})).has_value());
    BOOST_TEST(!decode_folder_ask(encode_folder_ask({FolderCall::space, {one, one}})).has_value());
    BOOST_TEST(!decode_folder_ask(encode_folder_ask({FolderCall{0}, {}})).has_value());
    BOOST_TEST(!decode_folder_ask(encode_folder_ask({FolderCall{5}, {}})).has_value());
    const std::vector<FileRequest> most(CORDEE_FILES_BATCH);
    BOOST_TEST(decode_folder_ask(encode_folder_ask({FolderCall::perform, most})).has_value());
    const std::vector<FileRequest> more(CORDEE_FILES_BATCH + 1);
    BOOST_TEST(!decode_folder_ask(encode_folder_ask({FolderCall::perform, more})).has_value());
}

BOOST_AUTO_TEST_CASE(a_path_that_is_too_long_stays_too_long)
{
    const FileRequest request{0, 0, 0, 0, 0, std::string(70'000, 'a'), {}};
    const auto read = decode_folder_ask(encode_folder_ask({FolderCall::list, {request}})).value();
    BOOST_TEST(read.requests[0].path.size() > CORDEE_PATH_MOST);
    auto packet = encode_folder_ask({FolderCall::list, {request}});
    packet.at(2 + 24) = 0xff; // its length
    BOOST_TEST(!decode_folder_ask(packet).has_value());
}

BOOST_AUTO_TEST_CASE(answers_survive_the_way)
{
    const auto packet = encode_file_answers(
        {{CORDEE_OK, CORDEE_FILE_FINE, true, kFacts}, {CORDEE_FAILED, CORDEE_FILE_FULL, false, {}}});
    const auto read = decode_file_answers(packet).value();
    BOOST_REQUIRE(read.size() == 2U);
    BOOST_TEST(read[0].with_descriptor);
    BOOST_TEST(equal(read[0].facts, kFacts));
    BOOST_TEST(read[1].status == CORDEE_FAILED);
    BOOST_TEST(read[1].trouble == CORDEE_FILE_FULL);
    only_whole(packet, decode_file_answers);
    for (const std::size_t at : {1u, 2u, 3u}) { // status, trouble, descriptor
        auto wrong = packet;
        wrong.at(at) = 9;
        BOOST_TEST(!decode_file_answers(wrong).has_value(), at);
    }
}

BOOST_AUTO_TEST_CASE(folders_survive_the_way)
{
    const auto packet = encode_folders({{0, CORDEE_FOLDER_READ, "Images", ""}, {7, 3, "Été", "one"}});
    const auto read = decode_folders(packet).value();
    BOOST_REQUIRE(read.size() == 2U);
    BOOST_TEST(read[0].name == "Images");
    BOOST_TEST(read[1].id == 7U);
    BOOST_TEST(read[1].rights == 3U);
    BOOST_TEST(read[1].entry == "one");
    only_whole(packet, decode_folders);
    // The largest there are fit into one packet.
    const FolderFacts largest{0, 3, std::string(255, 'a'), std::string(255, 'b')};
    BOOST_TEST(encode_folders(std::vector<FolderFacts>(CORDEE_FOLDERS_MOST, largest)).size() <
               kMostFolderPacket);
}

BOOST_AUTO_TEST_CASE(a_listing_survives_the_way)
{
    Bytes listing;
    append_entry(listing, {"a", kFacts, ""});
    append_entry(listing, {"b", {CORDEE_KIND_LINK, 0777, 1, 0, 0, 2}, "a"});
    const auto read = decode_listing(listing).value();
    BOOST_REQUIRE(read.size() == 2U);
    BOOST_TEST(equal(read[0].facts, kFacts));
    BOOST_TEST(read[1].name == "b");
    BOOST_TEST(read[1].target == "a");
    BOOST_TEST(decode_listing({}).value().empty());
    listing.pop_back();
    BOOST_TEST(!decode_listing(listing).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
