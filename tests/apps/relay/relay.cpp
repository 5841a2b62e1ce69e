#include "tests/apps/relay/fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using test::RelayFixture;
using transport::Connection;

BOOST_AUTO_TEST_SUITE(a_relay)

namespace {

/// Sends one record and compares what comes out.
void carries(RelayFixture& relay, Connection& from, Connection& to, std::string_view record)
{
    run_awaitable(relay.io,
                  [](Connection& out, Connection& in, std::string_view text) -> asio::awaitable<void> {
                      BOOST_TEST((co_await out.send(as_view(text))).has_value());
                      const auto received = co_await in.receive();
                      BOOST_REQUIRE(received.has_value());
                      BOOST_TEST(as_text(*received) == text);
                  }(from, to, record));
}

} // namespace

BOOST_AUTO_TEST_CASE(two_sides_of_a_session_meet_whoever_comes_first)
{
    RelayFixture relay;
    std::uint8_t sid = 0;
    for (const char* first : {"agent", "operator"}) {
        const auto one = relay.waiting(++sid, first);
        const auto two = relay.dial(sid, first == std::string_view{"agent"} ? "operator" : "agent");
        BOOST_TEST(!relay.answer(one));
        BOOST_TEST(!relay.answer(two));
        auto& a = **one->result;
        auto& b = **two->result;
        carries(relay, a, b, "there");
        carries(relay, b, a, "back");
        carries(relay, a, b, std::string(transport::kMaxRecord, 'x'));
        BOOST_TEST(relay.relay.sessions() == 1U);
        a.close();
        b.close();
        BOOST_TEST(relay.soon([&] { return relay.relay.sessions() == 0; }));
    }
}

BOOST_AUTO_TEST_CASE(sessions_do_not_mix)
{
    RelayFixture relay;
    const auto agent_1 = relay.dial(1, "agent");
    const auto agent_2 = relay.dial(2, "agent");
    const auto operator_2 = relay.dial(2, "operator");
    const auto operator_1 = relay.dial(1, "operator");
    for (const auto& each : {agent_1, agent_2, operator_1, operator_2})
        BOOST_TEST(!relay.answer(each));
    carries(relay, **agent_1->result, **operator_1->result, "one");
    carries(relay, **agent_2->result, **operator_2->result, "two");
    carries(relay, **operator_1->result, **agent_1->result, "1");
}

BOOST_AUTO_TEST_CASE(a_killed_side_ends_the_other)
{
    RelayFixture relay;
    const auto one = relay.dial(1, "agent");
    const auto two = relay.dial(1, "operator");
    BOOST_TEST(!relay.answer(one));
    BOOST_TEST(!relay.answer(two));
    one->result = Errc::closed; // the connection is destroyed
    run_awaitable(relay.io, [](Connection& left) -> asio::awaitable<void> {
        BOOST_TEST((co_await left.receive()).error() == Errc::closed);
    }(**two->result));
    two->result = Errc::closed;
    BOOST_TEST(relay.soon([&] { return relay.relay.sessions() == 0; }));
}

BOOST_AUTO_TEST_CASE(who_comes_alone_hears_it)
{
    RelayFixture relay{{.pairing_time = 20ms}};
    BOOST_TEST(relay.answer(relay.dial(1, "agent")) == Errc::not_found);
}

BOOST_AUTO_TEST_CASE(the_same_side_twice_is_no_pair_and_the_newer_one_counts)
{
    RelayFixture relay;
    const auto older = relay.waiting(1, "agent");
    const auto newer = relay.dial(1, "agent");
    BOOST_TEST(relay.answer(older) == Errc::already_used);
    const auto other = relay.dial(1, "operator");
    BOOST_TEST(!relay.answer(newer));
    BOOST_TEST(!relay.answer(other));
    carries(relay, **newer->result, **other->result, "x");
}

BOOST_AUTO_TEST_CASE(a_ticket_works_once)
{
    RelayFixture relay;
    const auto pass = relay.broker.pass(1, "agent");
    const auto first = relay.waiting(1, "operator");
    BOOST_TEST(!relay.answer(relay.dial(pass)));
    BOOST_TEST(!relay.answer(first));
    BOOST_TEST(relay.answer(relay.dial(pass)) == Errc::already_used);
}

BOOST_AUTO_TEST_CASE(a_wrong_key_and_an_old_ticket_are_told_apart)
{
    RelayFixture relay;
    auto pass = relay.broker.pass(1, "agent");
    pass.prove = [](View) { return wire::RelayProof{}; };
    BOOST_TEST(relay.answer(relay.dial(pass)) == Errc::refused);
    const auto old = relay.broker.pass(1, "agent");
    relay.clock.advance(10min);
    BOOST_TEST(relay.answer(relay.dial(old)) == Errc::expired);
}

BOOST_AUTO_TEST_CASE(a_full_relay_says_so)
{
    RelayFixture relay{{.sessions = 1, .entries = 2, .entries_per_address = 2}};
    const auto one = relay.waiting(1, "agent");
    const auto two = relay.waiting(2, "agent");
    BOOST_TEST(relay.answer(relay.dial(1, "operator")) == Errc::exhausted);
    two->result = Errc::closed;
}

BOOST_AUTO_TEST_CASE(a_session_too_many_is_refused_to_both)
{
    RelayFixture relay{{.sessions = 1}};
    const auto kept_one = relay.dial(1, "agent");
    const auto kept_two = relay.dial(1, "operator");
    BOOST_TEST(!relay.answer(kept_one));
    BOOST_TEST(!relay.answer(kept_two));
    const auto one = relay.dial(2, "agent");
    const auto two = relay.dial(2, "operator");
    BOOST_TEST(relay.answer(one) == Errc::exhausted);
    BOOST_TEST(relay.answer(two) == Errc::exhausted);
    carries(relay, **kept_one->result, **kept_two->result, "still here");
}

BOOST_AUTO_TEST_CASE(stopping_ends_who_waits_and_who_talks)
{
    RelayFixture relay;
    const auto one = relay.dial(1, "agent");
    const auto two = relay.dial(1, "operator");
    BOOST_TEST(!relay.answer(one));
    BOOST_TEST(!relay.answer(two));
    const auto lonely = relay.waiting(2, "agent");
    relay.relay.stop();
    BOOST_TEST(relay.answer(lonely) == Errc::closed);
    run_awaitable(relay.io, [](Connection& left) -> asio::awaitable<void> {
        BOOST_TEST((co_await left.receive()).error() == Errc::closed);
    }(**two->result));
    BOOST_TEST(relay.soon([&] { return relay.stopped; }));
}

BOOST_AUTO_TEST_SUITE_END()
