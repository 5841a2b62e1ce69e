#include "core/crypto/hash.hpp"
#include "tests/apps/broker/broker_fixture.hpp"

#include <boost/test/unit_test.hpp>

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

std::string between(const std::string& text, const std::string& begin, const std::string& end)
{
    const auto from = text.find(begin) + begin.size();
    return text.substr(from, text.find(end, from) - from);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(pages, BrokerFixture)

BOOST_AUTO_TEST_CASE(the_page_of_a_link_runs_only_its_own_script_and_loads_nothing) // SEC-14
{
    const auto page = call("GET", "/j/AAAAAAAAAAAAAAAAAAAAAA");
    BOOST_TEST(page.status == 200);
    const auto policy = header(page.response, "Content-Security-Policy");
    const auto script = between(page.response.body, "<script>", "</script>");
    auto hash = to_base64url(crypto::sha256(as_view(script)));
    std::ranges::replace(hash, '-', '+');
    std::ranges::replace(hash, '_', '/');
    BOOST_TEST(policy.find("default-src 'none'") != std::string::npos);
    BOOST_TEST(policy.find("'sha256-" + hash + "='") != std::string::npos);
    BOOST_TEST(policy.find("connect-src") == std::string::npos);
    for (const char* loader : {"src=", "href=", "http:", "url(", "fetch("})
        BOOST_TEST(page.response.body.find(loader) == std::string::npos, loader);
}

BOOST_AUTO_TEST_CASE(the_secret_of_a_link_leaves_the_address_bar_before_anything_else) // SEC-14
{
    const auto body = call("GET", "/j/AAAAAAAAAAAAAAAAAAAAAA").response.body;
    const auto script = between(body, "<script>", "</script>");
    // In either case, a complete link or not, history and referrer hold the path alone.
    const auto forgotten = script.find("history.replaceState(null, '', location.pathname)");
    BOOST_REQUIRE(forgotten != std::string::npos);
    BOOST_TEST(forgotten < script.find("if ("));
    for (const char* leak :
         {"fetch", "XMLHttpRequest", "sendBeacon", "WebSocket", "innerHTML", "localStorage",
          "document.cookie", "location =", "location.assign", "window.open", ".submit("})
        BOOST_TEST(script.find(leak) == std::string::npos, leak);
    for (const char* redirect : {"http-equiv", "<form", "<a ", "<img", "<link", "<iframe"})
        BOOST_TEST(body.find(redirect) == std::string::npos, redirect);
    BOOST_TEST(call("GET", "/j/AAAAAAAAAAAAAAAAAAAAAA").status == 200); // and no redirection
}

BOOST_AUTO_TEST_CASE(the_page_tells_how_to_join_by_link_and_by_code)
{
    const auto body = call("GET", "/j/AAAAAAAAAAAAAAAAAAAAAA").response.body;
    BOOST_TEST(body.find("cordee-agent join '\" + link") != std::string::npos);
    BOOST_TEST(body.find("cordee-agent join 1234-5678-9012") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_page_says_nothing_about_which_invitations_exist)
{
    const auto one = call("GET", "/j/AAAAAAAAAAAAAAAAAAAAAA");
    const auto other = call("GET", "/j/AQAAAAAAAAAAAAAAAAAAAA");
    BOOST_TEST(one.response.body == other.response.body);
    BOOST_TEST(call("GET", "/j/short").status == 404);
    BOOST_TEST(call("GET", "/j/%3Cscript%3E").status == 404);
}

BOOST_AUTO_TEST_CASE(unknown_addresses_and_methods_are_answered_with_a_problem)
{
    BOOST_TEST(call("GET", "/").code() == "not_found");
    BOOST_TEST(call("GET", "/api/v1/nothing").code() == "not_found");
    BOOST_TEST(call("GET", "/" + std::string(1000, '/')).status == 404);
    const auto wrong = call("PATCH", "/api/v1/policy");
    BOOST_TEST(wrong.status == 405);
    BOOST_TEST(header(wrong.response, "Allow") == "GET, PUT");
    BOOST_TEST(wrong.response.type == "application/problem+json");
}

BOOST_AUTO_TEST_SUITE_END()
