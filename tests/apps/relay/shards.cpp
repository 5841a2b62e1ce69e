// A relay of several threads: sides meet whichever of them accepted them, and everything ends when it should.
#include "tests/apps/relay/fixture.hpp"

#include <boost/asio/use_awaitable.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace std::chrono_literals;
namespace asio = boost::asio;
namespace data = boost::unit_test::data;
using test::Carrier;
using test::kCarriers;
using test::RelayFixture;
using transport::Connection;

BOOST_AUTO_TEST_SUITE(shards)

namespace {

constexpr std::size_t kShards = 3;

asio::awaitable<void> carries(Connection& from, Connection& to, std::string_view text)
{
    BOOST_REQUIRE((co_await from.send(as_view(text))).has_value());
    const auto received = co_await to.receive();
    BOOST_REQUIRE(received.has_value());
    BOOST_TEST(as_text(*received) == text);
}

asio::awaitable<void> talk(Connection& one, Connection& two)
{
    const std::string large(60'000, 'x');
    for (int i = 0; i < 3; ++i) {
        co_await carries(one, two, "there");
        co_await carries(two, one, large);
    }
}

} // namespace

BOOST_DATA_TEST_CASE(sides_meet_whichever_thread_accepted_them, data::make(kCarriers) * data::make(kCarriers),
                     agent, controlling)
{
    RelayFixture relay{{}, kShards};
    for (std::uint8_t sid = 1; sid <= 6; ++sid) { // so that they come to several
        auto [a, b] = relay.pair(agent, controlling, sid);
        run_awaitable(relay.io, talk(*a.connection, *b.connection));
        run_awaitable(relay.io, test::leave(*a.connection));
        run_awaitable(relay.io, test::leave(*b.connection));
    }
    BOOST_TEST(relay.soon([&] { return relay.relay.sessions() == 0; }));
}

BOOST_AUTO_TEST_CASE(every_thread_has_its_share)
{
    RelayFixture relay{{.entries = 200, .entries_per_address = 200}, kShards};
    std::vector<std::pair<test::Side, test::Side>> pairs;
    for (std::uint8_t sid = 1; sid <= 60; ++sid)
        pairs.push_back(relay.pair(Carrier::native, Carrier::native, sid));
    for (const auto* shard : relay.relay.shards()) {
        BOOST_TEST(shard->counters().accepted > 0U);
        BOOST_TEST(shard->forwarder().pairs() > 0U);
    }
    BOOST_TEST(relay.relay.sessions() == 60U);
}

BOOST_AUTO_TEST_CASE(a_ticket_works_once_whichever_thread_sees_it)
{
    RelayFixture relay{{}, kShards};
    const auto pass = relay.broker.pass(1, "agent");
    const auto other = relay.begin(Carrier::native, 1, "operator");
    const auto first = relay.begin(Carrier::native, pass);
    BOOST_TEST(!relay.answer(first));
    BOOST_TEST(!relay.answer(other));
    for (int i = 0; i < 9; ++i)
        BOOST_TEST(relay.answer(relay.begin(kCarriers[i % 5], pass)) == Errc::already_used);
}

BOOST_AUTO_TEST_CASE(limits_hold_for_all_threads_together)
{
    RelayFixture relay{{.sessions = 2, .entries = 6, .entries_per_address = 6}, kShards};
    std::vector<std::shared_ptr<RelayFixture::Entry>> waiting;
    for (std::uint8_t sid = 1; sid <= 6; ++sid) {
        waiting.push_back(relay.begin(Carrier::native, sid, "agent"));
        BOOST_TEST(relay.soon([&] { return relay.relay.waiting() == sid; }));
    }
    BOOST_TEST(relay.answer(relay.dial(1, "operator")) == Errc::exhausted);
}

BOOST_DATA_TEST_CASE(stopping_ends_who_waits_and_who_talks, data::make(kCarriers), carrier)
{
    RelayFixture relay{{}, kShards};
    std::vector<std::pair<test::Side, test::Side>> pairs;
    for (std::uint8_t sid = 1; sid <= 6; ++sid)
        pairs.push_back(relay.pair(carrier, sid % 2 == 0 ? Carrier::native : Carrier::https, sid));
    std::vector<std::shared_ptr<RelayFixture::Attempt>> waiting;
    for (std::uint8_t sid = 7; sid <= 10; ++sid)
        waiting.push_back(relay.waiting(sid, "agent"));
    relay.relay.stop();
    BOOST_TEST(relay.soon([&] { return relay.stopped; }));
    for (const auto& each : waiting)
        BOOST_TEST(relay.answer(each) == Errc::closed);
}

BOOST_AUTO_TEST_CASE(who_leaves_while_waiting_on_another_thread_is_forgotten)
{
    RelayFixture relay{{.pairing_time = 200ms}, kShards};
    for (std::uint8_t sid = 1; sid <= 10; ++sid)
        BOOST_TEST(relay.answer(relay.begin(kCarriers[sid % 5], sid, "agent")) == Errc::not_found);
    BOOST_TEST(relay.soon([&] { return relay.relay.entries() == 0; }));
}

BOOST_AUTO_TEST_SUITE_END()
