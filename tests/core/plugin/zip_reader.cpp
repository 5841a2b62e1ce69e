#include "core/plugin/zip_reader.hpp"

#include "core/base/file.hpp"
#include "tests/core/plugin/zip_writer.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>

using namespace cordee;
using namespace cordee::plugin;
using cordee::test::make_zip;
using cordee::test::ZipItem;

BOOST_AUTO_TEST_SUITE(zip_reader)

BOOST_AUTO_TEST_CASE(the_packager_of_the_build_is_understood)
{
    std::size_t packages = 0;
    for (const auto& found : std::filesystem::directory_iterator{CORDEE_BINARY_DIR "/sdk/packages"}) {
        const auto bytes = read_file(found.path(), 1 << 26).value();
        const auto entries = read_zip(bytes, 100);
        BOOST_REQUIRE_MESSAGE(entries.has_value(), found.path());
        BOOST_TEST(entries->front().path == "manifest.json");
        for (const auto& entry : *entries)
            BOOST_TEST(unpack(entry, entry.size).value().size() == entry.size);
        ++packages;
    }
    BOOST_TEST(packages > 0);
}

BOOST_AUTO_TEST_CASE(entries_come_in_their_order_with_their_content)
{
    const auto file = make_zip({{"a", to_bytes("alpha")}, {"b/c", {}}});
    const auto entries = read_zip(file, 2).value();
    BOOST_REQUIRE(entries.size() == 2);
    BOOST_TEST(entries[1].path == "b/c");
    BOOST_TEST((unpack(entries[0], 5).value() == to_bytes("alpha")));
    BOOST_TEST(unpack(entries[0], 4).error() == Errc::too_large);
    BOOST_TEST(read_zip(file, 1).error() == Errc::too_large);
}

BOOST_AUTO_TEST_CASE(what_is_not_plain_is_refused)
{
    const Bytes x = to_bytes("x");
    const std::vector<std::pair<const char*, ZipItem>> crooked{
        {"symbolic link", {"a", x, 0120777}},
        {"folder", {"a/", x, 0040755}},
        {"device", {"a", x, 0020666}},
        {"encrypted", {"a", x, 0100644, 1}},
        {"sizes behind the data", {"a", x, 0100644, 8}},
        {"other method", {"a", x, 0100644, 0, 12}},
        {"two names", {"a", x, 0100644, 0, 0, "b"}},
        {"longer than the file", {"a", x, 0100644, 0, 0, "", 1000}},
    };
    for (const auto& [why, item] : crooked)
        BOOST_TEST(read_zip(make_zip({item}), 8).has_error(), why);
    BOOST_TEST(read_zip(make_zip({{"a", x}, {"b", x}}, 1), 8).has_error(), "gap");
}

BOOST_AUTO_TEST_CASE(every_cut_and_every_addition_is_refused)
{
    const auto file = make_zip({{"a", to_bytes("alpha")}, {"b", to_bytes("beta")}});
    for (std::size_t n = 0; n < file.size(); ++n) {
        BOOST_TEST(read_zip(View{file}.first(n), 8).has_error(), "first " << n);
        BOOST_TEST(read_zip(View{file}.subspan(n + 1), 8).has_error(), "after " << n);
    }
    auto longer = file;
    longer.push_back(0);
    BOOST_TEST(read_zip(longer, 8).has_error());
}

BOOST_AUTO_TEST_CASE(a_stream_that_lies_about_its_size_is_refused)
{
    // "x" stored as a deflate block, then 1000 zeros as another writer would make them.
    const Bytes deflated_x{0xab, 0x00, 0x00};
    for (const std::uint64_t size : {0u, 2u, 1000u})
        BOOST_TEST(unpack({"a", size, true, deflated_x}, 1 << 20).has_error(), size);
    BOOST_TEST((unpack({"a", 1, true, deflated_x}, 1 << 20).value() == to_bytes("x")));
    const Bytes nonsense{0xff, 0xff, 0xff, 0xff};
    BOOST_TEST(unpack({"a", 4, true, nonsense}, 1 << 20).has_error());
}

BOOST_AUTO_TEST_SUITE_END()
