// Sides that speak native, HTTP or HTTPS, by WebSocket or long-poll, meet on one port.
#include "tests/apps/relay/fixture.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <malloc.h>

using namespace cordee;
using namespace std::chrono_literals;
namespace asio = boost::asio;
namespace data = boost::unit_test::data;
using test::Carrier;
using test::kCarriers;
using test::RelayFixture;
using transport::Connection;

BOOST_AUTO_TEST_SUITE(carriers)

namespace {

Bytes record_of(std::size_t size, std::uint8_t mark)
{
    Bytes out(size, mark);
    out.front() = static_cast<std::uint8_t>(size);
    return out;
}

asio::awaitable<void> carries(Connection& from, Connection& to, std::size_t size, std::uint8_t mark)
{
    const auto record = record_of(size, mark);
    BOOST_REQUIRE((co_await from.send(record)).has_value());
    const auto received = co_await to.receive();
    BOOST_REQUIRE(received.has_value());
    BOOST_TEST((to_bytes(*received) == record), size);
}

/// Until the end, and which one it was.
asio::awaitable<boost::system::error_code> end_of(Connection& from)
{
    for (;;)
        if (const auto record = co_await from.receive(); !record)
            co_return record.error();
}

asio::awaitable<void> carries_all_sizes(Connection& one, Connection& two)
{
    for (const std::size_t size : {1U, 100U, 4096U, 16'384U, 65'535U, 7U}) { // SEC-26
        co_await carries(one, two, size, 1);
        co_await carries(two, one, size, 2);
    }
}

/// What was sent before the end arrives, and then the end.
asio::awaitable<void> ends(Connection& one, Connection& two)
{
    BOOST_REQUIRE((co_await one.send(as_view("last words"))).has_value());
    co_await test::leave(one);
    const auto last = co_await two.receive();
    BOOST_REQUIRE(last.has_value());
    BOOST_TEST(as_text(*last) == "last words");
    BOOST_TEST((co_await two.receive()).error() == Errc::closed);
    co_await test::leave(two);
}

asio::awaitable<void> receive_many(Connection& in, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i)
        BOOST_REQUIRE((co_await in.receive()).has_value());
}

asio::awaitable<void> send_without_end(Connection& out, std::size_t& count)
{
    const Bytes record(transport::kMaxRecord);
    for (bool more = true; more;) {
        const auto sent = co_await out.send(record);
        more = sent.has_value();
        count += more ? 1 : 0;
    }
}

} // namespace

BOOST_DATA_TEST_CASE(every_pair_of_carriers_carries_records_both_ways,
                     data::make(kCarriers) * data::make(kCarriers), agent, controlling)
{
    RelayFixture relay;
    auto [a, b] = relay.pair(agent, controlling);
    BOOST_TEST(relay.relay.sessions() == 1U);
    run_awaitable(relay.io, carries_all_sizes(*a.connection, *b.connection));
    run_awaitable(relay.io, ends(*a.connection, *b.connection));
    BOOST_TEST(relay.soon([&] { return relay.relay.sessions() == 0; }));
}

BOOST_DATA_TEST_CASE(who_waits_and_who_comes_may_speak_anything, data::make(kCarriers), carrier)
{
    RelayFixture relay{{.pairing_time = 30ms}};
    BOOST_TEST(relay.answer(relay.begin(carrier, 1, "agent")) == Errc::not_found);
    auto pass = relay.broker.pass(1, "agent");
    pass.prove = [](View) { return wire::RelayProof{}; };
    BOOST_TEST(relay.answer(relay.begin(carrier, pass)) == Errc::refused);
    BOOST_TEST(relay.soon([&] { return relay.relay.waiting() == 0; }));
}

BOOST_AUTO_TEST_CASE(a_newcomer_takes_the_place_of_the_same_side_by_another_carrier)
{
    RelayFixture relay;
    const auto older = relay.begin(Carrier::http_poll, 1, "agent");
    BOOST_TEST(relay.soon([&] { return relay.relay.waiting() == 1; }));
    const auto newer = relay.begin(Carrier::https, 1, "agent");
    BOOST_TEST(relay.answer(older) == Errc::already_used);
    const auto other = relay.begin(Carrier::native, 1, "operator");
    BOOST_TEST(!relay.answer(newer));
    BOOST_TEST(!relay.answer(other));
}

BOOST_AUTO_TEST_CASE(a_session_that_moves_has_a_new_pair_beside_the_old_one)
{
    RelayFixture relay;
    auto old_pair = relay.pair(Carrier::native, Carrier::native);
    auto new_pair = relay.pair(Carrier::https, Carrier::native);
    auto third_pair = relay.pair(Carrier::http_poll, Carrier::http);
    BOOST_TEST(relay.relay.sessions() == 3U);
    run_awaitable(relay.io, [](auto& first, auto& second, auto& third) -> asio::awaitable<void> {
        for (auto* each : {&third, &first, &second}) {
            co_await carries(*each->first.connection, *each->second.connection, 10, 3);
            co_await carries(*each->second.connection, *each->first.connection, 10, 4);
        }
    }(old_pair, new_pair, third_pair));
}

BOOST_DATA_TEST_CASE(who_reads_slowly_slows_the_other_side,
                     data::make({Carrier::native, Carrier::http, Carrier::https}) *
                         data::make({Carrier::http, Carrier::https, Carrier::http_poll}),
                     from, to)
{
    RelayFixture relay;
    auto [a, b] = relay.pair(from, to);
    std::size_t sent = 0;
    bool ended = false;
    asio::co_spawn(relay.io, send_without_end(*a.connection, sent),
                   [&](std::exception_ptr) { ended = true; });
    for (std::size_t before = 1; before != sent;) { // loopback settles in moments
        before = sent;
        relay.io.restart();
        relay.io.run_for(50ms);
    }
    BOOST_TEST(sent < 500U); // the system's buffers; a long-poll side has fewer
    run_awaitable(relay.io, receive_many(*b.connection, sent + 1));
    a.connection->close();
    BOOST_TEST(relay.soon([&] { return ended; }));
}

BOOST_DATA_TEST_CASE(a_pair_that_says_nothing_gives_its_place_up,
                     data::make({Carrier::native, Carrier::https, Carrier::https_poll}), carrier)
{
    RelayFixture relay{{.idle_time = 500ms}};
    const auto sides = relay.pair(carrier, Carrier::native);
    BOOST_TEST(relay.soon([&] { return relay.relay.sessions() == 0; }));
}

BOOST_AUTO_TEST_CASE(who_speaks_before_its_turn_is_forgotten)
{
    RelayFixture relay;
    for (const auto carrier : {Carrier::native, Carrier::http_poll, Carrier::https_poll}) {
        run_awaitable(relay.io, [](RelayFixture& at, Carrier by) -> asio::awaitable<void> {
            const auto side = std::move((co_await test::knock(at.endpoint, by)).value());
            const auto greeting = co_await side->receive();
            const auto token = at.broker.sign(at.broker.ticket(1, "agent"));
            const auto proof = at.broker.prove(token, *wire::decode_relay_greeting(*greeting));
            BOOST_TEST((co_await side->send(wire::encode_relay_entry({token, proof}).value())).has_value());
            (void)co_await side->send(as_view("!"));
            BOOST_TEST((co_await end_of(*side)).failed());
        }(relay, carrier));
        BOOST_TEST(relay.relay.waiting() == 0U);
    }
}

BOOST_AUTO_TEST_CASE(stopping_ends_every_kind)
{
    RelayFixture relay;
    std::vector<std::pair<test::Side, test::Side>> pairs;
    for (const auto carrier : kCarriers)
        pairs.push_back(relay.pair(carrier, Carrier::http_poll));
    relay.relay.stop();
    BOOST_TEST(relay.soon([&] { return relay.stopped; }));
}

BOOST_DATA_TEST_CASE(an_idle_pair_holds_little, data::make(kCarriers), carrier)
{
    RelayFixture relay;
    std::vector<std::pair<test::Side, test::Side>> pairs;
    pairs.push_back(relay.pair(carrier, carrier)); // what is made once
    const auto before = mallinfo2().uordblks;
    constexpr std::size_t kPairs = 16;
    for (std::uint8_t sid = 2; sid < 2 + kPairs; ++sid)
        pairs.push_back(relay.pair(carrier, carrier, sid));
    for (auto& [one, two] : pairs) { // large ones, then a small one, as when a session falls silent
        for (int i = 0; i < 3; ++i)
            run_awaitable(relay.io, carries(*one.connection, *two.connection, 60'000, 1));
        run_awaitable(relay.io, carries(*one.connection, *two.connection, 10, 1));
    }
    const bool streams = carrier != Carrier::http_poll && carrier != Carrier::https_poll;
    std::size_t listening = 0;
    if (streams)
        for (auto& each : pairs) { // as who is there does
            ++listening;
            asio::co_spawn(relay.io, end_of(*each.second.connection),
                           [&](std::exception_ptr, boost::system::error_code) { --listening; });
        }
    relay.io.restart();
    relay.io.run_for(20ms);
    const auto per_pair = (mallinfo2().uordblks - before) / kPairs;
    BOOST_TEST_MESSAGE("both ends and the relay, per pair, " << carrier << ": " << per_pair << " bytes");
    const bool tls = carrier == Carrier::https || carrier == Carrier::https_poll;
    BOOST_TEST(per_pair < (tls ? 1'000'000U : 100'000U));
    for (auto& each : pairs)
        each.second.connection->close();
    BOOST_TEST(relay.soon([&] { return listening == 0; }));
}

// Whoever sees a ticket on the wire, or a whole entry, cannot use it.
BOOST_DATA_TEST_CASE(an_entry_seen_on_the_wire_is_worth_nothing, data::make(kCarriers), carrier) // SEC-4
{
    RelayFixture relay;
    const auto genuine = relay.broker.pass(1, "agent");
    wire::RelayProof seen{};
    auto watched = genuine;
    watched.prove = [&](View nonce) { return seen = genuine.prove(nonce); };
    // The ticket alone, before its bearer used it: it is not used up either.
    BOOST_TEST(relay.answer(relay.begin(
                   carrier, {genuine.ticket, [](View) { return wire::RelayProof{}; }})) == Errc::refused);
    const auto other = relay.begin(Carrier::native, 1, "operator");
    const auto bearer = relay.begin(carrier, watched);
    BOOST_TEST(!relay.answer(bearer));
    BOOST_TEST(!relay.answer(other));
    // The whole entry, replayed on another connection: the nonce is another.
    BOOST_TEST(relay.answer(relay.begin(carrier, {genuine.ticket, [&](View) { return seen; }})) ==
               Errc::refused);
}

BOOST_AUTO_TEST_CASE(an_entry_passed_on_to_another_relay_is_refused) // SEC-4
{
    RelayFixture here;
    RelayFixture there; // of another broker, which has another key
    const auto pass = here.broker.pass(1, "agent");
    BOOST_TEST(there.answer(there.begin(Carrier::native, pass)) == Errc::refused);
    auto ticket = here.broker.ticket(1, "agent");
    ticket.relay = "relay-2";
    BOOST_TEST(here.answer(here.begin(Carrier::native, here.broker.pass(here.broker.sign(ticket)))) ==
               Errc::refused);
}

BOOST_AUTO_TEST_SUITE_END()
