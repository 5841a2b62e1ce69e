#include "core/transport/websocket_connection.hpp"

#include "core/base/deadline.hpp"
#include "core/transport/http_server_connection.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/run_awaitable.hpp"

#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::transport;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

using Served = Result<std::unique_ptr<ServedConnection>>;
using Connected = Result<std::unique_ptr<Connection>>;

asio::awaitable<Served> serve(tcp::socket socket)
{
    HttpServerConnection http{ByteStream{std::move(socket)}};
    const auto head = co_await http.read_head(5s);
    if (!head)
        co_return head.error();
    BOOST_TEST(head->asks_for_websocket);
    co_return co_await http.accept_websocket(5s);
}

struct WebsocketConnectionFixture {
    asio::io_context io;
    std::unique_ptr<Connection> client;
    std::unique_ptr<ServedConnection> server;

    WebsocketConnectionFixture()
    {
        auto [one, two] = test::loopback_pair(io);
        asio::co_spawn(io, serve(std::move(two)), [this](std::exception_ptr error, Served served) {
            BOOST_TEST(!error);
            server = std::move(served.value());
        });
        auto connected = run_awaitable(
            io, connect_websocket(ByteStream{std::move(one)}, "relay.example", "/cordee/1/stream"));
        client = std::move(connected.value());
        while (!server)
            io.run_one();
    }
    void carries(Connection& from, Connection& to, std::size_t size)
    {
        run_awaitable(io, [](Connection& out, Connection& in, std::size_t count) -> asio::awaitable<void> {
            Bytes record(count, 7);
            record.back() = 9;
            BOOST_TEST((co_await out.send(record)).has_value());
            const auto received = co_await in.receive();
            BOOST_REQUIRE(received.has_value());
            BOOST_TEST((to_bytes(*received) == record));
        }(from, to, size));
    }
    boost::system::error_code failure_of(Connection& from)
    {
        return run_awaitable(io, [](Connection& in) -> asio::awaitable<boost::system::error_code> {
            const auto received = co_await in.receive();
            co_return received ? boost::system::error_code{} : received.error();
        }(from));
    }
};

/// A frame of a client, masked with zeros, which leaves the payload as it is.
Bytes frame(std::uint8_t first, View payload)
{
    Bytes out{first, static_cast<std::uint8_t>(0x80U | payload.size()), 0, 0, 0, 0};
    append(out, payload);
    return out;
}

/// What a server makes of these bytes behind a right opening.
boost::system::error_code heard(const Bytes& bytes)
{
    asio::io_context io;
    auto [one, two] = test::loopback_pair(io);
    constexpr std::string_view opening = "GET /cordee/1/stream HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
                                         "Connection: upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                         "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                                         "Sec-WebSocket-Protocol: cordee.1\r\n\r\n";
    asio::write(one, asio::buffer(opening));
    auto served = run_awaitable(io, serve(std::move(two)));
    BOOST_REQUIRE(served.has_value());
    asio::write(one, asio::buffer(bytes));
    one.shutdown(tcp::socket::shutdown_send);
    return run_awaitable(io, [](Connection& in) -> asio::awaitable<boost::system::error_code> {
        const auto received = co_await in.receive();
        co_return received ? boost::system::error_code{} : received.error();
    }(**served));
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(websocket_connection, WebsocketConnectionFixture)

BOOST_AUTO_TEST_CASE(records_of_every_size_go_both_ways) // SEC-26
{
    for (const std::size_t size : {1U, 2U, 125U, 126U, 4096U, 4097U, 16384U, 65534U, 65535U, 1U}) {
        carries(*client, *server, size);
        carries(*server, *client, size);
    }
    BOOST_TEST(run_awaitable(io, client->send(Bytes(kMaxRecord + 1))).error() == Errc::too_large);
    BOOST_TEST(run_awaitable(io, client->send({})).error() == Errc::too_large);
    carries(*client, *server, 3);
}

BOOST_AUTO_TEST_CASE(both_directions_at_once)
{
    const auto pump = [](Connection& out) -> asio::awaitable<void> {
        for (int i = 0; i < 200; ++i)
            BOOST_REQUIRE((co_await out.send(Bytes(10'000))).has_value());
    };
    const auto drain = [](Connection& in) -> asio::awaitable<void> {
        for (int i = 0; i < 200; ++i)
            BOOST_REQUIRE((co_await in.receive()).has_value());
    };
    int ended = 0;
    const auto count = [&](std::exception_ptr error) {
        BOOST_TEST(!error);
        ++ended;
    };
    for (auto* each : {client.get(), static_cast<Connection*>(server.get())}) {
        asio::co_spawn(io, pump(*each), count);
        asio::co_spawn(io, drain(*each), count);
    }
    io.restart();
    while (ended < 4 && io.run_one_for(10s) != 0)
        continue;
    BOOST_TEST(ended == 4);
}

BOOST_AUTO_TEST_CASE(an_end_is_an_end_on_the_other_side)
{
    BOOST_TEST(run_awaitable(io, client->send(as_view("last"))).has_value());
    client->close();
    BOOST_TEST(!failure_of(*server));
    BOOST_TEST(failure_of(*server) == Errc::closed);
    BOOST_TEST(failure_of(*server) == Errc::closed);
    BOOST_TEST(failure_of(*client) == Errc::closed);
}

BOOST_AUTO_TEST_CASE(a_finished_side_still_listens)
{
    server->finish();
    BOOST_TEST(run_awaitable(io, client->send(as_view("answer"))).has_value());
    BOOST_TEST(!failure_of(*server));
    BOOST_TEST(failure_of(*client) == Errc::closed);
}

BOOST_AUTO_TEST_CASE(closing_wakes_the_one_who_waits)
{
    asio::post(io, [&] { server->close(); });
    BOOST_TEST(failure_of(*server) == Errc::closed);
}

BOOST_AUTO_TEST_CASE(waiting_loses_nothing)
{
    const auto wait = [](ServedConnection& on) -> asio::awaitable<Result<void>> {
        co_await on.wait_readable();
        co_return Result<void>{};
    };
    BOOST_TEST(run_awaitable(io, with_deadline(5ms, wait(*server))).error() == Errc::timed_out);
    BOOST_TEST(run_awaitable(io, client->send(as_view("here"))).has_value());
    BOOST_TEST(run_awaitable(io, with_deadline(5s, wait(*server))).has_value());
    BOOST_TEST(!failure_of(*server));
}

BOOST_AUTO_TEST_CASE(a_receive_that_is_cancelled_ends_it)
{
    const auto once = [](Connection& in) -> asio::awaitable<Result<void>> {
        const auto received = co_await in.receive();
        co_return received ? Result<void>{} : received.error();
    };
    BOOST_TEST(run_awaitable(io, with_deadline(5ms, once(*server))).error() == Errc::timed_out);
    BOOST_TEST(failure_of(*server) == Errc::closed);
    BOOST_TEST(failure_of(*client) == Errc::closed);
}

BOOST_AUTO_TEST_CASE(what_is_no_record_ends_it) // SEC-26
{
    BOOST_TEST(!heard(frame(0x82, as_view("hi"))));
    BOOST_TEST(heard(frame(0x81, as_view("hi"))) == Errc::malformed); // text
    BOOST_TEST(heard(frame(0x82, {})) == Errc::malformed);
    BOOST_TEST(heard(frame(0x83, as_view("hi"))) == Errc::malformed); // no such frame
    BOOST_TEST(heard(frame(0xc2, as_view("hi"))) == Errc::malformed); // compressed
    BOOST_TEST(heard({0x82, 0x02, 'h', 'i'}) == Errc::malformed);     // without a mask
    BOOST_TEST(heard({0x82, 0xff, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0}) == Errc::too_large);
    BOOST_TEST(heard({0x82, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0}).failed());
    BOOST_TEST(heard({}) == Errc::closed);
    BOOST_TEST(heard(frame(0x88, {})) == Errc::closed);
    BOOST_TEST(heard({0x82, 0x85, 0, 0, 0, 0, 'h'}) == Errc::io_error); // cut off
}

BOOST_AUTO_TEST_CASE(a_server_that_declines_is_no_relay)
{
    for (const std::string_view answer : {"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
                                          "HTTP/1.0 200 OK\r\n\r\nhello", "RLY1", ""}) {
        auto [one, two] = test::loopback_pair(io);
        asio::co_spawn(
            io,
            [](tcp::socket at, std::string_view text) -> asio::awaitable<void> {
                std::string asked;
                co_await asio::async_read_until(at, asio::dynamic_buffer(asked), "\r\n\r\n",
                                                asio::use_awaitable);
                BOOST_TEST(asked.find("Host: relay.example\r\n") != std::string::npos);
                co_await asio::async_write(at, asio::buffer(text), asio::use_awaitable);
            }(std::move(two), answer),
            [](std::exception_ptr error) { BOOST_TEST(!error); });
        const auto connected = run_awaitable(
            io, connect_websocket(ByteStream{std::move(one)}, "relay.example", "/cordee/1/stream"));
        BOOST_TEST(connected.error() == Errc::unsupported, answer);
    }
}

BOOST_AUTO_TEST_SUITE_END()
