// The sides that the product has, at the relay that the product has.
#include "core/transport/connect_tcp.hpp"
#include "core/transport/long_poll_connection.hpp"
#include "core/transport/reach_relay.hpp"
#include "core/transport/relay_leg.hpp"
#include "tests/apps/relay/fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using test::RelayFixture;
using transport::ByteStream;
using transport::Connection;
using transport::Encapsulation;
using transport::ReachedRelay;
using transport::RelayLeg;

BOOST_AUTO_TEST_SUITE(reaching_a_relay)

namespace {

using Reach = std::function<asio::awaitable<Result<ReachedRelay>>()>;

Reach by(const RelayFixture& relay, Encapsulation encapsulation)
{
    const transport::RelayTarget target{"relay-1", "127.0.0.1", {relay.endpoint.port()}, {encapsulation}};
    return [target] { return transport::reach_relay(target); };
}

asio::awaitable<Result<ByteStream>> open_plain(transport::Address to)
{
    auto socket = co_await transport::connect_tcp(to, 5s);
    if (!socket)
        co_return socket.error();
    co_return ByteStream{std::move(*socket)};
}

asio::awaitable<Result<ReachedRelay>> poll(transport::Address at)
{
    auto stream = co_await open_plain(at);
    const transport::StreamOpener again = [at] { return open_plain(at); };
    auto connection = co_await transport::connect_long_poll(std::move(*stream), again, "relay");
    if (!connection)
        co_return connection.error();
    ReachedRelay out;
    out.address = at;
    out.door = transport::make_message_door(std::move(*connection));
    const auto nonce = co_await out.door->greeting();
    if (!nonce)
        co_return nonce.error();
    out.nonce = *nonce;
    co_return out;
}

struct Arrival {
    Result<RelayLeg> leg = Errc::unexpected;
    bool done = false;
};

asio::awaitable<void> arrive(Reach reach, transport::RelayPass pass, std::shared_ptr<Arrival> out)
{
    auto reached = co_await reach();
    if (reached)
        out->leg = co_await transport::enter_relay(std::move(*reached), std::move(pass));
    else
        out->leg = reached.error();
    out->done = true;
}

asio::awaitable<void> carries(Connection& from, Connection& to, std::size_t size)
{
    const Bytes record(size, 3);
    BOOST_REQUIRE((co_await from.send(record)).has_value());
    const auto received = co_await to.receive();
    BOOST_REQUIRE(received.has_value());
    BOOST_TEST((to_bytes(*received) == record), size);
}

asio::awaitable<void> talk(Connection& one, Connection& two)
{
    for (const std::size_t size : {1U, 1000U, 16'384U, 65'535U}) {
        co_await carries(one, two, size);
        co_await carries(two, one, size);
    }
    BOOST_REQUIRE((co_await one.send(as_view("last words"))).has_value());
    one.close();
    const auto last = co_await two.receive();
    BOOST_REQUIRE(last.has_value());
    BOOST_TEST(as_text(*last) == "last words");
    BOOST_TEST((co_await two.receive()).error() == Errc::closed);
    two.close();
}

} // namespace

BOOST_AUTO_TEST_CASE(by_every_encapsulation)
{
    RelayFixture relay;
    const auto at = relay.address();
    const std::vector<Reach> ways{by(relay, Encapsulation::native), by(relay, Encapsulation::http),
                                  by(relay, Encapsulation::https), [at] { return poll(at); }};
    std::uint8_t sid = 0;
    for (const auto& agent : ways)
        for (const auto& controlling : ways) {
            const auto one = std::make_shared<Arrival>();
            const auto two = std::make_shared<Arrival>();
            const auto fails = [](std::exception_ptr error) { BOOST_TEST(!error); };
            asio::co_spawn(relay.io, arrive(agent, relay.broker.pass(++sid, "agent"), one), fails);
            asio::co_spawn(relay.io, arrive(controlling, relay.broker.pass(sid, "operator"), two), fails);
            BOOST_TEST(relay.soon([&] { return one->done && two->done; }));
            BOOST_REQUIRE(one->leg.has_value());
            BOOST_REQUIRE(two->leg.has_value());
            run_awaitable(relay.io, talk(*one->leg->connection, *two->leg->connection));
            BOOST_TEST(relay.soon([&] { return relay.relay.sessions() == 0; }));
        }
}

BOOST_AUTO_TEST_SUITE_END()
