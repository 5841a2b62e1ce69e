// A session outlives its connection: relays die, programs freeze, and every message arrives once and in
// order.
#include "tests/support/traffic.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>

using namespace cordee::test;

namespace {

constexpr int kKills = 5;

/// A hundred messages a second in both directions, of 8 to 3000 bytes, until they are stopped.
const std::string kOrder = "settle 0\nseconds 600\ncount 100\ncount_size 3000\n";
/// Messages that cannot all have been under way when the path broke.
constexpr std::int64_t kClearlyNew = 100;
/// A direct path would not care for what happens to relays.
const std::vector<std::string> kOnlyRelays{"connection.direct=false"};

struct Stream {
    explicit Stream(std::size_t relays = 1) : installation{plan(relays)}
    {
        installation.set_up(operator_side);
        TrafficSession::allow(operator_side);
        session = std::make_unique<TrafficSession>(operator_side, client, kOrder, kOnlyRelays);
        session->wait_for_begin();
    }

    static Installation::Plan plan(std::size_t relays)
    {
        Installation::Plan out;
        out.modules = TrafficSession::packages();
        out.relays = relays;
        return out;
    }

    /// Waits until both sides have received what was sent after now.
    void require_flow() const
    {
        const auto at_operator = session->at_operator()->count.received;
        const auto at_client = session->at_client()->count.received;
        const bool flows = eventually([&] {
            return session->at_operator()->count.received >= at_operator + kClearlyNew &&
                   session->at_client()->count.received >= at_client + kClearlyNew;
        });
        BOOST_TEST_REQUIRE(flows, session->everything());
    }

    void check_whole() const
    {
        session->stop_sending();
        session->wait_for_end(kPatience);
        for (const auto& report : {*session->at_operator(), *session->at_client()}) {
            BOOST_TEST(report.count.peer_sent > kClearlyNew);
            BOOST_TEST(report.count.received == report.count.peer_sent);
            BOOST_TEST(report.count.missing == 0);
            BOOST_TEST(report.count.repeated == 0);
            BOOST_TEST(report.count.damaged == 0);
            BOOST_TEST(report.peer_restarts == 0);
        }
    }

    Installation installation;
    Person operator_side;
    Person client;
    std::unique_ptr<TrafficSession> session;
};

void wait(milliseconds time)
{
    (void)eventually([] { return false; }, time);
}

} // namespace

// SEC-19
BOOST_AUTO_TEST_CASE(a_relay_that_is_killed_again_and_again_costs_no_message)
{
    Stream stream;
    for (int i = 0; i < kKills; ++i) {
        stream.require_flow();
        stream.installation.relay().kill();
        stream.installation.restart_relay();
    }
    stream.require_flow();
    stream.check_whole();
    stream.session->end();
}

BOOST_AUTO_TEST_CASE(a_killed_relay_is_replaced_by_another_one)
{
    Stream stream{2};
    for (const std::size_t victim : {0, 1}) {
        stream.require_flow();
        stream.installation.relay(victim).kill(); // the session is on one of them
        stream.require_flow();
        stream.installation.restart_relay(victim);
    }
    stream.check_whole();
    stream.session->end();
}

BOOST_AUTO_TEST_CASE(a_relay_that_is_upgraded_or_ends_in_order_costs_no_message)
{
    Stream stream;
    for (int i = 0; i < 2; ++i) {
        stream.require_flow();
        stream.installation.upgrade_relay();
    }
    stream.require_flow();
    BOOST_TEST(stream.installation.relay().stop() == 0);
    stream.installation.restart_relay();
    stream.require_flow();
    stream.check_whole();
    stream.session->end();
}

BOOST_AUTO_TEST_CASE(a_frozen_agent_goes_on_where_it_was)
{
    Stream stream;
    stream.require_flow();
    stream.session->agent().signal(SIGSTOP);
    wait(5s);
    stream.session->agent().signal(SIGCONT);
    stream.require_flow();
    stream.check_whole();
    stream.session->end();
}

BOOST_AUTO_TEST_CASE(an_agent_that_is_frozen_while_its_relay_dies_comes_back)
{
    Stream stream;
    stream.require_flow();
    stream.session->agent().signal(SIGSTOP);
    stream.installation.relay().kill();
    wait(2s);
    stream.installation.restart_relay();
    stream.session->agent().signal(SIGCONT);
    stream.require_flow();
    stream.check_whole();
    stream.session->end();
}
