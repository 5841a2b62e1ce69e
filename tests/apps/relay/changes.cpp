// A relay that is told something while it runs: other rules, or that it is to end.
#include "tests/apps/relay/crowd.hpp"

#include <boost/asio/use_awaitable.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace cordee;
using namespace std::chrono_literals;
namespace asio = boost::asio;
namespace data = boost::unit_test::data;
using test::Carrier;
using test::Crowd;
using test::kCarriers;
using test::RelayFixture;
using transport::Connection;

BOOST_AUTO_TEST_SUITE(changes)

namespace {

asio::awaitable<void> says(Connection& from, Connection& to)
{
    BOOST_REQUIRE((co_await from.send(as_view("still here"))).has_value());
    const auto received = co_await to.receive();
    BOOST_REQUIRE(received.has_value());
    BOOST_TEST(as_text(*received) == "still here");
}

asio::awaitable<bool> has_ended(Connection& side)
{
    const auto record = co_await side.receive();
    co_return record.has_error();
}

void reload(RelayFixture& relay, relay::Rules rules)
{
    relay.relay.reload(std::make_shared<const relay::Rules>(std::move(rules)));
}

} // namespace

BOOST_AUTO_TEST_CASE(other_credentials_drop_nobody)
{
    RelayFixture relay;
    auto [agent, controlling] = relay.pair(Carrier::native, Carrier::https);
    test::Broker other{relay.clock};
    for (int i = 0; i < 4; ++i)
        other.ticket(1, "agent"); // ids that are not those of the first one's tickets
    reload(relay, relay.rules({}, other));
    BOOST_TEST((relay.answer(relay.dial(2, "agent")) == Errc::refused)); // of the old one
    const auto one = relay.dial(other.pass(3, "agent"));
    const auto two = relay.dial(other.pass(3, "operator"));
    BOOST_TEST(!relay.answer(one));
    BOOST_TEST(!relay.answer(two));
    run_awaitable(relay.io, says(*agent.connection, *controlling.connection));
    BOOST_TEST(relay.relay.sessions() == 2U);
}

BOOST_AUTO_TEST_CASE(other_limits_hold_for_those_who_come)
{
    RelayFixture relay;
    auto [agent, controlling] = relay.pair(Carrier::native, Carrier::native);
    relay::Limits limits;
    limits.sessions = 1;
    limits.pairing_time = 20ms;
    reload(relay, relay.rules(limits, relay.broker));
    BOOST_TEST((relay.answer(relay.dial(2, "agent")) == Errc::not_found)); // after the new time
    reload(relay, relay.rules({.sessions = 1}, relay.broker));
    const auto one = relay.dial(3, "agent");
    const auto two = relay.dial(3, "operator");
    BOOST_TEST((relay.answer(one) == Errc::exhausted));
    BOOST_TEST((relay.answer(two) == Errc::exhausted));
    run_awaitable(relay.io, says(*agent.connection, *controlling.connection));
    BOOST_TEST(!relay::is_ready(relay.relay.snapshot()));
}

BOOST_AUTO_TEST_CASE(other_proxies_and_another_certificate)
{
    RelayFixture relay;
    auto [agent, controlling] = relay.pair(Carrier::https, Carrier::https_poll);
    reload(relay, relay.rules({}, relay.broker, {"127.0.0.2"}));
    run_awaitable(relay.io, says(*agent.connection, *controlling.connection));
    auto [next_agent, next_operator] = relay.pair(Carrier::https, Carrier::https, 2);
    run_awaitable(relay.io, says(*next_agent.connection, *next_operator.connection));
    Crowd crowd{relay};
    crowd.come(2, "RLYC and more than sixteen bytes");
    BOOST_TEST(run_awaitable(relay.io, test::hear_all(crowd.sockets.back())).empty());
}

BOOST_DATA_TEST_CASE(a_relay_that_drains_sends_everybody_elsewhere_and_ends, data::make(kCarriers), carrier)
{
    relay::Limits limits;
    limits.drain_time = 100ms;
    for (const std::size_t threads : {1U, 3U}) {
        RelayFixture relay{limits, threads};
        std::vector<std::pair<test::Side, test::Side>> pairs;
        for (std::uint8_t sid = 1; sid <= 4; ++sid)
            pairs.push_back(relay.pair(carrier, Carrier::native, sid));
        const auto waiting = relay.waiting(9, "agent");
        Crowd crowd{relay};
        crowd.come(2);
        BOOST_TEST(relay.soon([&] { return relay.relay.entries() == 2U; }));
        relay.relay.drain();
        BOOST_TEST((relay.answer(waiting) == Errc::exhausted)); // busy: it goes to another one
        BOOST_TEST(relay.relay.snapshot().draining);
        for (auto& [agent, controlling] : pairs) {
            BOOST_TEST(run_awaitable(relay.io, has_ended(*agent.connection)));
            BOOST_TEST(run_awaitable(relay.io, has_ended(*controlling.connection)));
        }
        crowd.sockets.clear();
        BOOST_TEST(relay.soon([&] { return relay.stopped; })); // nobody is left, so it does not wait
    }
}

BOOST_AUTO_TEST_CASE(whoever_is_about_to_show_a_ticket_hears_it_too)
{
    RelayFixture relay;
    Crowd crowd{relay};
    crowd.come(2, "RLYC");
    BOOST_TEST(relay.soon([&] { return relay.relay.entries() == 1U; }));
    relay.relay.drain();
    BOOST_TEST(relay.soon([&] { return !relay.relay.snapshot().listening; }));
    const auto heard = run_awaitable(
        relay.io, [](RelayFixture& at, asio::ip::tcp::socket& socket) -> asio::awaitable<std::string> {
            ByteArray<wire::kRelayGreetingSize> greeting;
            co_await asio::async_read(socket, asio::buffer(greeting), asio::use_awaitable);
            const auto token = at.broker.sign(at.broker.ticket(1, "agent"));
            const auto proof = at.broker.prove(token, *wire::decode_relay_greeting(greeting));
            const auto entry = wire::encode_relay_entry({token, proof}).value();
            co_await asio::async_write(socket, asio::buffer(entry), asio::use_awaitable);
            socket.shutdown(asio::ip::tcp::socket::shutdown_send);
            co_return co_await test::hear_all(socket);
        }(relay, crowd.sockets.front()));
    BOOST_TEST(heard == std::string(1, static_cast<char>(wire::RelayAnswer::busy)));
}

BOOST_AUTO_TEST_CASE(what_was_let_in_is_told_to_the_next_one_and_its_sockets_go_on)
{
    RelayFixture relay{{}, 2};
    const auto pass = relay.broker.pass(1, "agent");
    const auto one = relay.dial(pass);
    const auto two = relay.dial(1, "operator");
    BOOST_TEST(!relay.answer(one));
    BOOST_TEST(!relay.answer(two));

    relay::Relay next{relay.io.get_executor(),
                      {"relay-1", relay.rules({}, relay.broker), 3},
                      relay.clock,
                      system_random()}; // more threads than there are sockets
    std::vector<Descriptor> sockets;
    for (const auto& [role, socket] : relay.relay.sockets())
        if (role == relay::SocketRole::sides)
            sockets.emplace_back(::dup(socket));
    BOOST_TEST(sockets.size() == 2U);
    BOOST_TEST((next.adopt(std::move(sockets)) == relay.endpoint));
    const auto used = run_awaitable(relay.io, relay.relay.release());
    BOOST_TEST(used.size() == 2U);
    relay::InheritedTickets inherited;
    for (const auto& ticket : used)
        inherited.emplace(ticket.digest, ticket.until);
    next.inherit(std::move(inherited));
    bool ended = false;
    asio::co_spawn(relay.io, next.run(), [&](std::exception_ptr error) {
        BOOST_TEST(!error);
        ended = true;
    });
    BOOST_TEST((relay.answer(relay.dial(pass)) == Errc::already_used));
    for (std::uint8_t sid = 2; sid < 12; ++sid) {
        const auto agent = relay.dial(sid, "agent");
        const auto controlling = relay.dial(sid, "operator");
        BOOST_TEST(!relay.answer(agent));
        BOOST_TEST(!relay.answer(controlling));
    }
    BOOST_TEST(next.snapshot().pairs == 10U);
    next.stop();
    BOOST_TEST(relay.soon([&] { return ended; }));
}

BOOST_AUTO_TEST_CASE(used_tickets_are_told_from_relay_to_relay_until_they_expire)
{
    RelayFixture relay;
    const auto digest = [](std::uint8_t number) { return ByteArray<32>{number}; };
    relay.relay.inherit({{digest(1), relay.clock.now() + 1min}, {digest(2), relay.clock.now() + 10min}});
    const auto one = relay.dial(1, "agent");
    const auto two = relay.dial(1, "operator");
    BOOST_TEST(!relay.answer(one));
    BOOST_TEST(!relay.answer(two));
    relay.clock.advance(2min);
    relay.relay.drain(); // that it ends already is no reason to forget them
    BOOST_TEST(relay.soon([&] { return relay.relay.snapshot().draining; }));
    const auto used = run_awaitable(relay.io, relay.relay.release());
    BOOST_TEST(used.size() == 3U);
    const auto is_second = [&](const auto& ticket) {
        return ticket.digest == digest(2) && ticket.until == relay.clock.now() + 8min;
    };
    BOOST_TEST(std::count_if(used.begin(), used.end(), is_second) == 1);
}

BOOST_AUTO_TEST_CASE(it_says_what_it_carried)
{
    RelayFixture relay;
    auto [agent, controlling] = relay.pair(Carrier::native, Carrier::native);
    auto [web_agent, web_operator] = relay.pair(Carrier::http, Carrier::https_poll, 2);
    run_awaitable(relay.io, says(*agent.connection, *controlling.connection));
    run_awaitable(relay.io, says(*web_operator.connection, *web_agent.connection));
    const auto bytes = [&](bool from_agent, relay::CarriedBy carrier) {
        return relay.relay.snapshot().bytes.at(from_agent ? 0 : 1).at(static_cast<std::size_t>(carrier));
    };
    BOOST_TEST(
        relay.soon([&] { return bytes(true, relay::CarriedBy::native) == 4U + 10U; })); // and its length
    BOOST_TEST(relay.soon([&] { return bytes(false, relay::CarriedBy::https_poll) == 10U; }));
    const auto snapshot = relay.relay.snapshot();
    BOOST_TEST(snapshot.pairs == 2U);
    BOOST_TEST(snapshot.sessions == 2U);
    BOOST_TEST(snapshot.id == "relay-1");
    BOOST_TEST(snapshot.working);
    BOOST_TEST(relay::is_ready(snapshot));
}

BOOST_AUTO_TEST_SUITE_END()
