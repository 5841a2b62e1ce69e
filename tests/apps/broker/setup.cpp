#include "tests/apps/broker/broker_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::broker;
using namespace cordee::broker::testing;

namespace {

std::string body_with(const std::string& token, const std::string& email = "eve@example.org")
{
    return R"({"token":")" + token + R"(","organisation":"O","name":"N","email":")" + email +
           R"(","password":"long enough"})";
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(setup, BrokerFixture)

BOOST_AUTO_TEST_CASE(the_first_administrator_comes_in_and_the_door_closes_for_good)
{
    BOOST_TEST(call("GET", "/setup").status == 503); // no pages here, but an open door
    const auto token = broker->setup.issue_token(system_random());
    BOOST_TEST(call("POST", "/api/v1/setup", body_with(token, "ada@example.org")).status == 201);
    for (int round = 0; round < 2; ++round) {
        BOOST_TEST(broker->setup.closed());
        BOOST_TEST(call("POST", "/api/v1/setup", body_with(token)).code() == "setup_closed");
        BOOST_TEST(call("POST", "/api/v1/setup", body_with("guess")).status == 410);
        BOOST_TEST(call("POST", "/api/v1/setup", "nonsense").status == 410);
        BOOST_TEST(call("GET", "/setup").status == 410);
        restart();
    }
    broker->database.run("DELETE FROM operator");
    BOOST_TEST(call("POST", "/api/v1/setup", body_with(token)).status == 410);
}

BOOST_AUTO_TEST_CASE(only_the_newest_token_opens_it)
{
    const auto old = broker->setup.issue_token(system_random());
    const auto token = broker->setup.issue_token(system_random());
    BOOST_TEST(call("POST", "/api/v1/setup", body_with(old)).code() == "unauthorized");
    BOOST_TEST(call("POST", "/api/v1/setup", body_with(token)).status == 201);
}

BOOST_AUTO_TEST_CASE(the_database_holds_no_token_and_no_password)
{
    const auto token = broker->setup.issue_token(system_random());
    call("POST", "/api/v1/setup", body_with(token));
    const auto bearer = log_in("eve@example.org", "long enough");
    BOOST_TEST(!bearer.empty());
    broker.reset();
    for (const auto& entry : std::filesystem::recursive_directory_iterator{options.data_folder}) {
        if (!entry.is_regular_file())
            continue;
        const auto content = test::read_text(entry.path());
        for (const auto& secret : {token, bearer, std::string{"long enough"}})
            BOOST_TEST(content.find(secret) == std::string::npos, entry.path());
    }
}

BOOST_AUTO_TEST_CASE(guesses_are_slowed_down)
{
    for (int i = 0; i < 5; ++i)
        BOOST_TEST(call("POST", "/api/v1/setup", body_with("guess")).code() == "unauthorized");
    const auto answer = call("POST", "/api/v1/setup", body_with("guess"));
    BOOST_TEST(answer.code() == "limit");
    BOOST_TEST(answer.status == 429);
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_named)
{
    const auto token = broker->setup.issue_token(system_random());
    const auto answer = call("POST", "/api/v1/setup", body_with(token, "no address"));
    BOOST_TEST(answer.code() == "bad_request");
    BOOST_TEST(answer.text("detail").find("'email'") != std::string::npos);
    BOOST_TEST(!broker->setup.closed());
}

BOOST_AUTO_TEST_SUITE_END()
