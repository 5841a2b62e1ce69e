#include "tests/apps/broker/broker_fixture.hpp"
#include "tests/support/run_awaitable.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>

using namespace cordee;
using namespace cordee::broker;
using namespace cordee::broker::testing;

namespace {

std::string header(const Response& response, const std::string& name)
{
    for (const auto& [known, value] : response.headers)
        if (known == name)
            return value;
    return {};
}

/// A folder as the build makes it, and beside it what nobody may read.
struct WithPages : BrokerFixture {
    WithPages()
    {
        options.web_folder = scratch.path() / "web";
        std::filesystem::create_directories(options.web_folder / "assets/deeper");
        write(options.web_folder / "index.html", "<!doctype html>console");
        write(options.web_folder / "join.html", "<!doctype html>join");
        write(options.web_folder / "setup.html", "<!doctype html>setup");
        write(options.web_folder / "frame.html", "<!doctype html>frame");
        write(options.web_folder / "assets/join-1a2b.js", "script");
        write(options.web_folder / "assets/join-1a2b.js.gz", "smaller");
        write(options.web_folder / "assets/notes.txt", "not for the web");
        write(options.web_folder / "assets/deeper/page.js", "not flat");
        write(scratch.path() / "secret.js", "secret");
        restart();
    }
    static void write(const std::filesystem::path& file, const std::string& text)
    {
        std::ofstream{file} << text;
    }
    Response ask(const std::string& path, const std::string& none_match = {}, bool gzip = false)
    {
        Request request;
        request.method = "GET";
        request.path = path;
        request.if_none_match = none_match;
        request.gzip = gzip;
        return run_awaitable(loop, broker->router.handle(request));
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(pages, WithPages)

BOOST_AUTO_TEST_CASE(each_page_runs_only_scripts_of_this_broker) // SEC-14
{
    for (const auto* path : {"/", "/join", "/setup", "/j/AAAAAAAAAAAAAAAAAAAAAA"}) {
        const auto page = call("GET", path);
        BOOST_TEST(page.status == 200, path);
        BOOST_TEST(page.response.type == "text/html; charset=utf-8");
        const auto policy = header(page.response, "Content-Security-Policy");
        BOOST_TEST(policy.starts_with("default-src 'none'; base-uri 'none'; form-action 'none'; "
                                      "frame-ancestors 'none'; script-src 'self';"),
                   policy);
        BOOST_TEST(policy.find("require-trusted-types-for 'script'") != std::string::npos);
        BOOST_TEST(policy.find("unsafe") == std::string::npos);
        BOOST_TEST(header(page.response, "X-Frame-Options") == "DENY");
    }
    const auto frame = header(call("GET", "/frame").response, "Content-Security-Policy");
    BOOST_TEST(frame.find("sandbox allow-scripts") != std::string::npos);
    BOOST_TEST(frame.find("connect-src") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_page_says_nothing_about_which_invitations_exist)
{
    const auto one = call("GET", "/j/AAAAAAAAAAAAAAAAAAAAAA");
    const auto other = call("GET", "/j/AQAAAAAAAAAAAAAAAAAAAA");
    BOOST_TEST(one.response.body == other.response.body);
    BOOST_TEST(call("GET", "/j/short").status == 404);
    BOOST_TEST(call("GET", "/j/%3Cscript%3E").status == 404);
}

BOOST_AUTO_TEST_CASE(assets_are_kept_for_good_and_compressed_for_who_can)
{
    const auto plain = ask("/assets/join-1a2b.js");
    BOOST_TEST(plain.body == "script");
    BOOST_TEST(plain.type == "text/javascript; charset=utf-8");
    BOOST_TEST(header(plain, "Cache-Control").find("immutable") != std::string::npos);
    const auto compressed = ask("/assets/join-1a2b.js", "", true);
    BOOST_TEST(compressed.body == "smaller");
    BOOST_TEST(header(compressed, "Content-Encoding") == "gzip");
    const auto same = ask("/assets/join-1a2b.js", header(plain, "ETag"));
    BOOST_TEST(same.status == 304);
    BOOST_TEST(same.body.empty());
    BOOST_TEST(ask("/assets/join-1a2b.js", header(plain, "ETag"), true).status == 200);
}

BOOST_AUTO_TEST_CASE(nothing_but_the_build_can_be_read)
{
    for (const auto* path : {"/assets/../../secret.js", "/assets/..%2f..%2fsecret.js", "/assets/notes.txt",
                             "/assets/", "/assets/deeper", "/assets/deeper/page.js",
                             "/assets/join-1a2b.js.gz", "/index.html", "//etc/passwd", "/assets//etc/passwd"})
        BOOST_TEST(call("GET", path).status == 404, path);
}

BOOST_AUTO_TEST_CASE(without_a_build_the_pages_say_how_to_get_it)
{
    options.web_folder = scratch.path() / "nothing";
    restart();
    for (const auto* path : {"/", "/join", "/j/AAAAAAAAAAAAAAAAAAAAAA"}) {
        const auto page = call("GET", path);
        BOOST_TEST(page.status == 503);
        BOOST_TEST(page.response.body.find("./dev build web") != std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(unknown_addresses_and_methods_are_answered_with_a_problem)
{
    BOOST_TEST(call("GET", "/nothing").code() == "not_found");
    BOOST_TEST(call("GET", "/api/v1/nothing").code() == "not_found");
    BOOST_TEST(call("GET", "/" + std::string(1000, '/')).status == 404);
    const auto wrong = call("PATCH", "/api/v1/policy");
    BOOST_TEST(wrong.status == 405);
    BOOST_TEST(header(wrong.response, "Allow") == "GET, PUT");
    BOOST_TEST(wrong.response.type == "application/problem+json");
}

BOOST_AUTO_TEST_SUITE_END()
