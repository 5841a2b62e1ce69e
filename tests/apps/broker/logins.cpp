#include "tests/apps/broker/broker_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::broker;
using namespace cordee::broker::testing;

namespace {

std::string login_body(const std::string& email, const std::string& password)
{
    return R"({"email":")" + email + R"(","password":")" + password + "\"}";
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(logins, BrokerFixture)

BOOST_AUTO_TEST_CASE(a_login_tells_who_and_for_how_long)
{
    set_up();
    const auto answer = call("POST", "/api/v1/login", login_body("ADA@example.org", kPassword));
    BOOST_TEST(answer.status == 200);
    BOOST_TEST(answer.text("name") == "Ada");
    BOOST_TEST(answer.text("organisation") == "Rope");
    BOOST_TEST(answer.text("role") == "administrator");
    const auto bearer = answer.text("token");
    BOOST_TEST(call("GET", "/api/v1/me", {}, bearer).text("email") == "ada@example.org");
    clock.advance(std::chrono::hours{12});
    BOOST_TEST(call("GET", "/api/v1/me", {}, bearer).code() == "unauthorized");
}

BOOST_AUTO_TEST_CASE(it_survives_a_restart_and_ends_at_logout)
{
    const auto bearer = ada();
    restart();
    BOOST_TEST(call("GET", "/api/v1/me", {}, bearer).status == 200);
    BOOST_TEST(call("POST", "/api/v1/logout", {}, bearer).status == 200);
    BOOST_TEST(call("GET", "/api/v1/me", {}, bearer).status == 401);
    BOOST_TEST(call("GET", "/api/v1/me").status == 401);
}

BOOST_AUTO_TEST_CASE(a_wrong_password_and_an_unknown_operator_get_the_same_answer)
{
    set_up();
    const auto wrong = call("POST", "/api/v1/login", login_body("ada@example.org", "wrong"));
    const auto unknown = call("POST", "/api/v1/login", login_body("nobody@example.org", "wrong"));
    BOOST_TEST(wrong.status == 401);
    BOOST_TEST(wrong.response.body == unknown.response.body);
}

BOOST_AUTO_TEST_CASE(guessing_is_slowed_down_per_address_and_the_right_password_waits_too)
{
    set_up();
    for (int i = 0; i < 5; ++i)
        BOOST_TEST(call("POST", "/api/v1/login", login_body("ada@example.org", "wrong")).status == 401);
    const auto refused = call("POST", "/api/v1/login", login_body("ada@example.org", kPassword));
    BOOST_TEST(refused.status == 429);
    BOOST_TEST((refused.response.headers.at(0) == std::pair<std::string, std::string>{"Retry-After", "30"}));
    address = "192.0.2.2";
    BOOST_TEST(!log_in("ada@example.org").empty());
    address = "192.0.2.1";
    clock.advance(std::chrono::seconds{30});
    BOOST_TEST(!log_in("ada@example.org").empty());
}

BOOST_AUTO_TEST_CASE(many_addresses_do_not_help_a_guesser)
{
    set_up();
    int refused = 0;
    for (int i = 0; i < 40; ++i) {
        address = "192.0.2." + std::to_string(i);
        refused += call("POST", "/api/v1/login", login_body("ada@example.org", "wrong")).status == 429;
    }
    BOOST_TEST(refused == 20);
}

BOOST_AUTO_TEST_CASE(only_an_administrator_adds_operators_and_writes_the_policy)
{
    set_up();
    const auto bob = add_operator("bob@example.org");
    BOOST_TEST(call("GET", "/api/v1/me", {}, bob).text("role") == "operator");
    const auto body = R"({"email":"eve@example.org","name":"Eve","password":"long enough"})";
    BOOST_TEST(call("POST", "/api/v1/operators", body, bob).code() == "forbidden");
    BOOST_TEST(call("PUT", "/api/v1/policy", R"({"rules":[]})", bob).code() == "forbidden");
    BOOST_TEST(call("GET", "/api/v1/policy", {}, bob).code() == "forbidden");
    const auto ada_bearer = log_in("ada@example.org");
    BOOST_TEST(call("POST", "/api/v1/operators", body, ada_bearer).status == 201);
    BOOST_TEST(call("POST", "/api/v1/operators", body, ada_bearer).code() == "conflict");
    BOOST_TEST(call("PUT", "/api/v1/policy", R"({"rules":[{"operator":"*"}]})", ada_bearer).code() ==
               "bad_request");
}

BOOST_AUTO_TEST_CASE(names_that_would_mislead_a_reader_are_refused)
{
    const auto bearer = ada();
    for (const char* name : {"", R"(a\u202eb)", R"(a\nb)", R"(a\u0000b)"})
        BOOST_TEST(call("POST", "/api/v1/operators",
                        std::string{R"({"email":"eve@example.org","password":"long enough","name":")"} +
                            name + "\"}",
                        bearer)
                       .code() == "bad_request");
}

BOOST_AUTO_TEST_SUITE_END()
