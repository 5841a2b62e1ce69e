// Logins of browsers: a cookie that no script reads, and a proof that other sites cannot give.
#include "apps/broker/accounts/asker.hpp"
#include "tests/apps/broker/broker_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::broker;
using namespace cordee::broker::testing;

namespace {

constexpr const char* kCredentials =
    R"({"email":"ada@example.org","password":"correct horse","cookie":true})";

std::string header_of(const Answer& answer, const std::string& name)
{
    for (const auto& [known, value] : answer.response.headers)
        if (known == name)
            return value;
    return {};
}

struct Browser : BrokerFixture {
    Browser()
    {
        set_up();
        const auto answer = call("POST", "/api/v1/login", kCredentials);
        csrf = answer.text("csrf");
        set_cookie = header_of(answer, "Set-Cookie");
        const auto equals = set_cookie.find('=');
        cookie = set_cookie.substr(equals + 1, set_cookie.find(';') - equals - 1);
        told_token = answer.body->has("token");
    }
    Request request(const std::string& method, const std::string& path, const std::string& body = {}) const
    {
        auto out = request_to(method, path, body);
        out.cookie = cookie;
        return out;
    }
    Answer post_group(const std::string& with_csrf, const std::string& origin = {})
    {
        auto out = request("POST", "/api/v1/groups", R"({"name":"Group )" + std::to_string(++count) + "\"}");
        out.csrf = with_csrf;
        out.origin = origin;
        return send(out);
    }
    std::string csrf;
    std::string set_cookie;
    std::string cookie;
    bool told_token = true;
    int count = 0;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(cookies, Browser)

BOOST_AUTO_TEST_CASE(the_cookie_is_for_this_broker_over_tls_and_for_no_script)
{
    BOOST_TEST(!told_token);
    BOOST_TEST(cookie.size() == 43U);
    BOOST_TEST(set_cookie ==
               "__Host-cordee=" + cookie + "; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=43200");
    const auto me = send(request("GET", "/api/v1/me"));
    BOOST_TEST(me.text("email") == "ada@example.org");
    BOOST_TEST(me.text("csrf") == csrf);
    BOOST_TEST(csrf.find(cookie) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(nothing_is_changed_without_the_proof)
{
    BOOST_TEST(post_group("").code() == "forbidden");
    BOOST_TEST(post_group("x").code() == "forbidden");
    BOOST_TEST(post_group(cookie).code() == "forbidden");
    BOOST_TEST(post_group(csrf).status == 201);
}

BOOST_AUTO_TEST_CASE(a_page_from_elsewhere_changes_nothing_even_with_the_proof)
{
    BOOST_TEST(post_group(csrf, "https://broker.example").status == 201);
    for (const char* origin : {"https://evil.example", "http://broker.example", "https://broker.example:8443",
                               "https://broker.example.evil.example", "null"})
        BOOST_TEST(post_group(csrf, origin).code() == "forbidden", origin);
    broker->options.public_origin = "https://help.example.org";
    BOOST_TEST(post_group(csrf, "https://help.example.org").status == 201);
}

BOOST_AUTO_TEST_CASE(no_other_page_logs_a_browser_in)
{
    auto login = request_to("POST", "/api/v1/login", kCredentials);
    login.origin = "https://evil.example";
    BOOST_TEST(send(login).code() == "forbidden");
    login.origin = "https://broker.example";
    BOOST_TEST(send(login).status == 200);
}

BOOST_AUTO_TEST_CASE(a_cookie_that_comes_along_does_not_hinder_who_needs_none)
{
    BOOST_TEST(send(request("POST", "/api/v1/login", kCredentials)).status == 200);
    BOOST_TEST(send(request("POST", "/api/v1/meetings", meet_body("AAAAAAAAAAAAAAAAAAAAAA"))).code() ==
               "not_found");
    auto with_bearer = request("POST", "/api/v1/groups", R"({"name":"by bearer"})");
    with_bearer.bearer = log_in("ada@example.org");
    BOOST_TEST(send(with_bearer).status == 201);
}

BOOST_AUTO_TEST_CASE(leaving_takes_the_cookie_back)
{
    auto out = request("POST", "/api/v1/logout");
    BOOST_TEST(send(out).code() == "forbidden");
    out.csrf = csrf;
    const auto answer = send(out);
    BOOST_TEST(answer.status == 200);
    BOOST_TEST(header_of(answer, "Set-Cookie").find("Max-Age=0") != std::string::npos);
    BOOST_TEST(send(request("GET", "/api/v1/me")).code() == "unauthorized");
}

BOOST_AUTO_TEST_CASE(only_an_administrators_browser_with_its_proof_sends_long_bodies)
{
    auto head = request("PUT", "/api/v1/packages");
    BOOST_TEST(broker->body_limit(head) == kMaxBody);
    head.csrf = csrf;
    BOOST_TEST(broker->body_limit(head) > kMaxBody);
}

BOOST_AUTO_TEST_SUITE_END()
