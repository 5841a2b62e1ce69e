// The endpoint's way in, as it really is, at a relay as it really is.
#include "core/transport/check.hpp"
#include "core/transport/long_poll_connection.hpp"
#include "core/transport/relay_leg.hpp"
#include "core/transport/relay_route.hpp"
#include "tests/apps/relay/fixture.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

using namespace cordee;
namespace asio = boost::asio;
using test::RelayFixture;
using transport::Encapsulation;
using transport::RelayLeg;
using transport::RelayPass;

BOOST_AUTO_TEST_SUITE(reaching)

namespace {

constexpr auto kAll = {Encapsulation::native, Encapsulation::https, Encapsulation::http};

transport::RelayTarget target(const RelayFixture& fixture, Encapsulation encapsulation)
{
    return {"relay-1", "127.0.0.1", {fixture.address().port}, {encapsulation}};
}

asio::awaitable<void> enter(transport::RelayTarget target, RelayPass pass, std::optional<RelayLeg>& out)
{
    auto reached = co_await transport::reach_relay(std::move(target));
    BOOST_REQUIRE(reached.has_value());
    auto leg = co_await transport::enter_relay(std::move(*reached), std::move(pass));
    BOOST_REQUIRE(leg.has_value());
    out.emplace(std::move(*leg));
}

/// As where WebSocket does not pass.
asio::awaitable<void> enter_by_polling(transport::RelayTarget target, RelayPass pass,
                                       std::optional<RelayLeg>& out)
{
    transport::RelayRoute route;
    route.relay = {target.host, target.ports.front()};
    route.lookup = std::make_shared<const transport::Lookup>(co_await asio::this_coro::executor, target.host);
    route.tls = target.encapsulations.front() == Encapsulation::https;
    auto end = transport::TryEnd::beaten;
    auto stream = (co_await transport::open_stream(route, end)).value();
    transport::StreamOpener again = [route]() -> asio::awaitable<Result<transport::ByteStream>> {
        static auto ignored = transport::TryEnd::beaten;
        return transport::open_stream(route, ignored);
    };
    auto connection =
        (co_await transport::connect_long_poll(std::move(stream), again, transport::host_header(route)))
            .value();
    transport::ReachedRelay reached;
    reached.door = transport::make_message_door(std::move(connection));
    reached.nonce = (co_await reached.door->greeting()).value();
    auto leg = co_await transport::enter_relay(std::move(reached), std::move(pass));
    BOOST_REQUIRE(leg.has_value());
    out.emplace(std::move(*leg));
}

asio::awaitable<void> exchange(transport::Connection& a, transport::Connection& b)
{
    for (std::size_t size = 1; size <= transport::kMaxRecord; size = 3 * size + 1) {
        const Bytes record(size, static_cast<std::uint8_t>(size));
        BOOST_REQUIRE((co_await a.send(record)).has_value());
        BOOST_REQUIRE((to_bytes((co_await b.receive()).value()) == record));
        BOOST_REQUIRE((co_await b.send(record)).has_value());
        BOOST_REQUIRE((to_bytes((co_await a.receive()).value()) == record));
    }
}

} // namespace

BOOST_AUTO_TEST_CASE(the_sides_need_not_come_the_same_way)
{
    RelayFixture fixture;
    std::uint8_t session = 0;
    for (const bool polling : {false, true})
        for (const auto ours : kAll)
            for (const auto theirs : kAll) {
                if (polling && ours == Encapsulation::native)
                    continue;
                ++session;
                std::optional<RelayLeg> operator_leg, agent_leg;
                const auto bug = [](std::exception_ptr error) { BOOST_TEST(!error); };
                auto pass = fixture.broker.pass(session, "operator");
                asio::co_spawn(fixture.io,
                               polling
                                   ? enter_by_polling(target(fixture, ours), std::move(pass), operator_leg)
                                   : enter(target(fixture, ours), std::move(pass), operator_leg),
                               bug);
                asio::co_spawn(
                    fixture.io,
                    enter(target(fixture, theirs), fixture.broker.pass(session, "agent"), agent_leg), bug);
                BOOST_REQUIRE(fixture.soon([&] { return operator_leg && agent_leg; }));
                run_awaitable(fixture.io, exchange(*operator_leg->connection, *agent_leg->connection));
                operator_leg->connection->close();
                run_awaitable(fixture.io, [](transport::Connection& other) -> asio::awaitable<void> {
                    BOOST_TEST((co_await other.receive()).error() == Errc::closed);
                }(*agent_leg->connection));
            }
}

BOOST_AUTO_TEST_CASE(a_check_sees_that_everything_works_datagrams_too)
{
    RelayFixture fixture;
    transport::CheckOptions options;
    options.only_loopback = true;
    options.passes.emplace(fixture.broker.pass(1, "operator"), fixture.broker.pass(1, "agent"));
    auto all = target(fixture, Encapsulation::native);
    all.encapsulations = kAll;
    const auto report = run_awaitable(fixture.io, transport::check_relay(all, options));
    BOOST_TEST(report.rows.size() == 3U);
    for (const auto& row : report.rows) {
        BOOST_TEST((row.end == transport::TryEnd::reached), to_string(row.end));
        BOOST_TEST(!row.long_poll);
    }
    BOOST_TEST((report.udp == transport::UdpEnd::works));
}

BOOST_AUTO_TEST_SUITE_END()
