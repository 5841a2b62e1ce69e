#include "core/base/options.hpp"

#include "core/base/file.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/stat.h>

using namespace cordee;

BOOST_AUTO_TEST_SUITE(options)

BOOST_AUTO_TEST_CASE(options_and_positional_arguments_mix)
{
    Options o{{{"accept", "LIST", ""}, {"view", "", ""}}};
    o.parse({"join", "--accept", "view,control", "https://x/j/a#1.b", "--view", "--accept=view"});
    BOOST_TEST(o.value("accept") == "view");
    BOOST_TEST(o.values("accept").size() == 2u);
    BOOST_TEST(o.has("view"));
    BOOST_TEST(o.positional() == (std::vector<std::string>{"join", "https://x/j/a#1.b"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(nonsense_is_a_usage_error)
{
    const std::vector<std::vector<std::string>> wrong{{"--unknown"}, {"--accept"}, {"--view=1"}};
    for (const auto& arguments : wrong) {
        Options o{{{"accept", "LIST", ""}, {"view", "", ""}}};
        BOOST_CHECK_THROW(o.parse(arguments), UsageError);
    }
}

BOOST_AUTO_TEST_CASE(a_single_dash_is_a_value_like_any_other)
{
    Options o{{{"password-file", "FILE", ""}}};
    o.parse({"--password-file", "-", "login", "-"});
    BOOST_TEST(o.value("password-file") == "-");
    BOOST_TEST(o.positional().size() == 2u);
}

BOOST_AUTO_TEST_CASE(what_follows_two_dashes_is_positional)
{
    Options o{{{"view", "", ""}}};
    o.parse({"--", "--view", "-"});
    BOOST_TEST(o.positional().size() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(file, TemporaryFolder)

BOOST_AUTO_TEST_CASE(a_private_file_reads_back_and_is_private)
{
    const auto at = path() / "secret";
    BOOST_TEST(write_private_file(at, as_view("abc")).has_value());
    BOOST_TEST(write_private_file(at, as_view("defg")).has_value());
    BOOST_TEST(as_text(read_file(at, 4).value()) == "defg");
    struct stat status {};
    ::stat(at.c_str(), &status);
    BOOST_TEST((status.st_mode & 0777) == 0600u);
}

BOOST_AUTO_TEST_CASE(reading_has_a_limit_and_names_what_is_missing)
{
    const auto at = path() / "large";
    BOOST_TEST(write_private_file(at, Bytes(100'000)).has_value());
    BOOST_TEST((read_file(at, 99'999).error() == Errc::too_large));
    BOOST_TEST(read_file(at, 100'000).value().size() == 100'000u);
    BOOST_TEST((read_file(path() / "none", 1).error() == Errc::not_found));
}

BOOST_AUTO_TEST_CASE(a_failed_write_leaves_nothing)
{
    BOOST_TEST(!write_private_file(path() / "no" / "folder", as_view("x")).has_value());
    std::filesystem::create_directory(path() / "taken");
    BOOST_TEST(!write_private_file(path() / "taken", as_view("x")).has_value());
    BOOST_TEST(std::distance(std::filesystem::directory_iterator{path()}, {}) == 1);
}

BOOST_AUTO_TEST_SUITE_END()
