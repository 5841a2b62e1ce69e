#include "core/endpoint/wait_for_client.hpp"

#include "core/endpoint/run.hpp"
#include "tests/core/endpoint/fake_http.hpp"
#include "tests/core/endpoint/fake_terminal.hpp"
#include "tests/support/manual_clock.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::endpoint;

namespace {

const std::string kMet =
    R"({"state":"met","session":"000102030405060708090a0b0c0d0e0f","way":"link","grant":"g","connection":{"relays":[)"
    R"({"id":"r","host":"relay","ports":[1],"encapsulations":["native"],"udp":false,"tickets":[{"ticket":"t",)"
    R"("key":"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}]}],"ports":[1],"encapsulations":["native"]}})";

struct WaitForClientFixture {
    WaitForClientFixture()
    {
        kept.invitation = "AAECAwQFBgcICQoLDA0ODw";
        kept.expires = clock.now() + std::chrono::minutes{30};
    }

    std::optional<Meeting> wait()
    {
        boost::asio::io_context context;
        return run(context,
                   wait_for_client(client, kept, clock, terminal, 0, {}, std::chrono::milliseconds{1}));
    }

    FakeHttp http;
    FakeTerminal terminal;
    ManualClock clock;
    KeptInvitation kept;
    BrokerClient client{http, "b.example:8443", "token"};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(waiting_for_the_client, WaitForClientFixture)

BOOST_AUTO_TEST_CASE(it_asks_until_the_client_is_there)
{
    http.answer(200, R"({"state":"waiting"})");
    http.answer(200, R"({"state":"waiting"})");
    http.answer(200, kMet);
    BOOST_TEST(wait().has_value());
    BOOST_TEST(http.asked.size() == 3u);
    BOOST_TEST(terminal.said.empty());
}

BOOST_AUTO_TEST_CASE(a_broker_that_is_away_for_a_while_is_waited_for_and_said_once)
{
    http.fail(Errc::unreachable);
    http.fail(Errc::timed_out);
    http.answer(200, kMet);
    BOOST_TEST(wait().has_value());
    BOOST_TEST((terminal.said == std::vector<std::string>{"the broker at b.example:8443 cannot be reached"}));
}

BOOST_AUTO_TEST_CASE(a_broker_that_says_no_or_stays_away_too_long_ends_it)
{
    http.answer(410, R"({"code":"expired"})");
    BOOST_CHECK_THROW(wait(), BrokerError);
    clock.advance(std::chrono::hours{1});
    http.fail(Errc::unreachable);
    BOOST_CHECK_THROW(wait(), BrokerError);
}

BOOST_AUTO_TEST_SUITE_END()
