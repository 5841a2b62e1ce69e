#include "core/base/deadline.hpp"
#include "core/base/race.hpp"
#include "core/base/task_group.hpp"
#include "core/transport/relay_leg.hpp"
#include "tests/support/fake_relay.hpp"
#include "tests/support/run_awaitable.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::transport;
namespace asio = boost::asio;
using std::chrono::milliseconds;
using test::FakeRelay;
using test::Gate;

BOOST_AUTO_TEST_SUITE(long_poll)

namespace {

test::FirewallRules without_websocket(int lose_answers = 0)
{
    test::FirewallRules out;
    out.upgrade = test::Upgrade::declined;
    out.lose_answers = lose_answers;
    return out;
}

asio::awaitable<RelayLeg> enter(const FakeRelay& relay, Encapsulation encapsulation)
{
    RelayTarget target;
    target.host = "127.0.0.1";
    target.ports = relay.ports();
    target.encapsulations.assign(1, encapsulation);
    RelayPass pass;
    pass.ticket = "a-ticket";
    pass.prove = [](View nonce) { return *to_array<32>(nonce); };
    auto reached = (co_await reach_relay(target)).value();
    BOOST_TEST(reached.by.long_poll);
    co_return (co_await enter_relay(std::move(reached), std::move(pass))).value();
}

Bytes record(std::size_t number)
{
    Bytes out(1 + number * 7919 % 30'000, static_cast<std::uint8_t>(number));
    out[0] = static_cast<std::uint8_t>(number >> 8U);
    return out;
}

asio::awaitable<void> send_all(Connection& to, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i)
        BOOST_REQUIRE((co_await to.send(record(i))).has_value());
}

asio::awaitable<void> receive_all(Connection& from, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i) {
        const auto got = co_await from.receive();
        BOOST_REQUIRE(got.has_value());
        BOOST_REQUIRE((to_bytes(*got) == record(i)));
    }
}

asio::awaitable<void> both_ways(Connection& connection, std::size_t count)
{
    TaskGroup group{co_await asio::this_coro::executor};
    group.spawn(send_all(connection, count));
    group.spawn(receive_all(connection, count));
    co_await group.join();
}

} // namespace

BOOST_AUTO_TEST_CASE(records_come_once_and_in_order)
{
    for (const auto encapsulation : {Encapsulation::http, Encapsulation::https}) {
        asio::io_context io;
        const FakeRelay relay{io, {Gate::open}, without_websocket()};
        run_awaitable(io, [](const FakeRelay& at, Encapsulation form) -> asio::awaitable<void> {
            const auto leg = co_await enter(at, form);
            co_await both_ways(*leg.connection, 300);
        }(relay, encapsulation));
    }
}

BOOST_AUTO_TEST_CASE(lost_answers_lose_and_double_nothing)
{
    for (const int every : {2, 3, 5}) {
        asio::io_context io;
        const FakeRelay relay{io, {Gate::open}, without_websocket(every)};
        run_awaitable(io, [](const FakeRelay& at) -> asio::awaitable<void> {
            const auto leg = co_await enter(at, Encapsulation::http);
            co_await both_ways(*leg.connection, 40);
        }(relay));
        BOOST_TEST(relay.answers_lost() >= 3);
    }
}

BOOST_AUTO_TEST_CASE(a_receive_that_is_cancelled_loses_nothing)
{
    asio::io_context io;
    const FakeRelay relay{io, {Gate::open}, without_websocket()};
    run_awaitable(io, [](const FakeRelay& at) -> asio::awaitable<void> {
        const auto leg = co_await enter(at, Encapsulation::http);
        auto& connection = *leg.connection;
        for (int i = 0; i < 20; ++i)
            BOOST_TEST((co_await with_deadline(milliseconds{1}, connection.receive())).error() ==
                       Errc::timed_out);
        co_await both_ways(connection, 20);
    }(relay));
}

BOOST_AUTO_TEST_CASE(sending_waits_when_the_other_side_does_not_take)
{
    asio::io_context io;
    const FakeRelay relay{io, {Gate::open}, without_websocket()};
    run_awaitable(io, [](const FakeRelay& at) -> asio::awaitable<void> {
        const auto leg = co_await enter(at, Encapsulation::http);
        const Bytes large(60'000, 1);
        int sent = 0;
        for (; sent < 1000; ++sent)
            if (!co_await with_deadline(milliseconds{300}, leg.connection->send(large)))
                break;
        BOOST_TEST(sent < 50); // what client, relay and system hold between them
        for (int i = 0; i < sent; ++i)
            BOOST_REQUIRE((co_await leg.connection->receive()).value().size() == large.size());
    }(relay));
}

BOOST_AUTO_TEST_CASE(what_was_sent_before_close_arrives)
{
    asio::io_context io;
    const FakeRelay relay{io, {Gate::open}, without_websocket()};
    run_awaitable(io, [](const FakeRelay& at) -> asio::awaitable<void> {
        auto leg = co_await enter(at, Encapsulation::http);
        for (int i = 0; i < 5; ++i)
            (void)co_await leg.connection->send(as_view("bye"));
        leg.connection->close();
        BOOST_TEST((co_await leg.connection->receive()).error() == Errc::closed);
        BOOST_TEST((co_await leg.connection->send(as_view("x"))).error() == Errc::closed);
        leg.connection.reset();
        while (at.connections() > 0) // the last request is the one that ends it all
            co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
    }(relay));
}

BOOST_AUTO_TEST_CASE(close_wakes_the_one_who_receives)
{
    asio::io_context io;
    const FakeRelay relay{io, {Gate::open}, without_websocket()};
    run_awaitable(io, [](const FakeRelay& at) -> asio::awaitable<void> {
        auto leg = co_await enter(at, Encapsulation::http);
        asio::post(co_await asio::this_coro::executor, [&] { leg.connection->close(); });
        BOOST_TEST((co_await leg.connection->receive()).error() == Errc::closed);
    }(relay));
}

BOOST_AUTO_TEST_SUITE_END()
