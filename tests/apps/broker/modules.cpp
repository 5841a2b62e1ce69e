#include "core/crypto/hash.hpp"
#include "tests/apps/broker/broker_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::broker;
using namespace cordee::broker::testing;

BOOST_FIXTURE_TEST_SUITE(modules, BrokerFixture)

BOOST_AUTO_TEST_CASE(the_newest_package_of_the_platform_is_offered)
{
    add_module("chat", "1.2.0");
    add_module("chat", "1.10.0");
    add_module("chat", "2.0.0", "linux-aarch64");
    const auto newest = call("GET", "/api/v1/modules/chat?platform=linux-x86_64");
    BOOST_TEST(newest.text("version") == "1.10.0");
    const auto file = options.modules_folder / "chat-1.10.0-linux-x86_64.zip";
    const auto content = test::read_text(file);
    BOOST_TEST((json::get_integer(*newest.body, "size") == static_cast<std::int64_t>(content.size())));
    BOOST_TEST(newest.text("sha256") == to_hex(crypto::sha256(as_view(content))));
    BOOST_TEST(call("GET", "/api/v1/modules/chat?platform=linux-x86_64&version=1.2.0").text("version") ==
               "1.2.0");
    const auto package = call("GET", "/api/v1/modules/chat/1.10.0/linux-x86_64");
    BOOST_TEST(package.response.file == file);
    BOOST_TEST(package.response.type == "application/zip");
}

BOOST_AUTO_TEST_CASE(what_is_not_there_is_not_found)
{
    add_module("chat", "1.2.0");
    for (const char* path :
         {"/api/v1/modules/chat", "/api/v1/modules/chat?platform=mars",
          "/api/v1/modules/voip?platform=linux-x86_64",
          "/api/v1/modules/chat?platform=linux-x86_64&version=9.9.9", "/api/v1/modules/chat/1.2/linux-x86_64",
          "/api/v1/modules/chat?platform=linux-x86_64&version=x", "/api/v1/modules/../1.2.0/linux-x86_64"})
        BOOST_TEST(call("GET", path).code() == "not_found", path);
}

BOOST_AUTO_TEST_CASE(the_folder_is_looked_at_again_when_it_changes)
{
    BOOST_TEST(call("GET", "/api/v1/modules/chat?platform=linux-x86_64").status == 404);
    add_module("chat", "1.2.0");
    BOOST_TEST(call("GET", "/api/v1/modules/chat?platform=linux-x86_64").status == 200);
    std::filesystem::remove(options.modules_folder / "chat-1.2.0-linux-x86_64.zip");
    BOOST_TEST(call("GET", "/api/v1/modules/chat?platform=linux-x86_64").status == 404);
}

BOOST_AUTO_TEST_CASE(damaged_packages_are_left_out)
{
    test::write_text(options.modules_folder / "empty.zip", "");
    test::write_text(options.modules_folder / "noise.zip", std::string(5000, 'x'));
    add_module("UPPER", "1.0.0");
    add_module("chat", "1.0");
    BOOST_TEST(call("GET", "/api/v1/modules/UPPER?platform=linux-x86_64").status == 404);
    BOOST_TEST(call("GET", "/api/v1/modules/chat?platform=linux-x86_64").status == 404);
}

BOOST_AUTO_TEST_CASE(a_grant_asks_for_no_version_that_a_platform_lacks)
{
    add_module("chat", "1.2.0");
    add_module("chat", "1.1.0");
    add_module("chat", "1.5.0", "linux-aarch64");
    BOOST_TEST((broker->modules.floor("chat")->min == Version{1, 2, 0}));
    BOOST_TEST(!broker->modules.floor("voip").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
