#include "core/plugin/partial_download.hpp"

#include "core/crypto/hash.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::plugin;

namespace {

struct PartialFixture {
    TemporaryFolder folder;
    std::string content = "what a package is made of";
    std::string sha256 = to_hex(crypto::sha256(as_view(content)));

    [[nodiscard]] std::optional<PartialDownload> open() const
    {
        return PartialDownload::open(folder.path() / "cache", sha256);
    }
    [[nodiscard]] std::uint64_t size() const
    {
        return PartialDownload::size_of(folder.path() / "cache", sha256);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(partial_download, PartialFixture)

BOOST_AUTO_TEST_CASE(it_goes_on_where_it_was)
{
    BOOST_TEST(size() == 0U);
    {
        auto first = open().value();
        first.append(as_view(content.substr(0, 10)));
        BOOST_TEST(!open().has_value()); // one at a time
        BOOST_TEST(size() == 10U);
    }
    auto second = open().value();
    BOOST_TEST(second.size() == 10U);
    second.append(as_view(content.substr(10)));
    BOOST_TEST(as_text(second.finish(content.size()).value()) == content);
    BOOST_TEST(size() == 0U);
    // Whoever waited finds a new one, although the former still has its file open.
    BOOST_TEST(open().value().size() == 0U);
}

BOOST_AUTO_TEST_CASE(what_is_not_what_was_promised_is_thrown_away) // SEC-37
{
    for (const auto& wrong : {content + "!", content.substr(1), "W" + content.substr(1)}) {
        auto partial = open().value();
        partial.append(as_view(wrong));
        BOOST_TEST(partial.finish(content.size()).has_error());
        BOOST_TEST(size() == 0U);
    }
}

BOOST_AUTO_TEST_CASE(it_can_begin_again)
{
    auto partial = open().value();
    partial.append(as_view("something else"));
    partial.clear();
    BOOST_TEST(partial.size() == 0U);
    partial.append(as_view(content));
    BOOST_TEST(partial.finish(content.size()).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
