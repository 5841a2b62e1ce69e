#include "core/transport/tcp_connection.hpp"

#include "tests/support/loopback.hpp"
#include "tests/support/run_awaitable.hpp"

#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::transport;
namespace asio = boost::asio;

BOOST_AUTO_TEST_SUITE(tcp_connection)

namespace {

/// What a connection makes of these bytes followed by the end of the stream: records, then the error.
std::string made_of(View bytes)
{
    asio::io_context io;
    auto [raw, mine] = test::loopback_pair(io);
    TcpConnection connection{std::move(mine)};
    asio::write(raw, asio::buffer(bytes.data(), bytes.size()));
    raw.shutdown(asio::socket_base::shutdown_send);
    std::string out;
    run_awaitable(io, [](Connection& from, std::string& seen) -> asio::awaitable<void> {
        for (;;) {
            const auto record = co_await from.receive();
            if (!record) {
                seen += record.error().message();
                co_return;
            }
            seen += std::string{as_text(*record)} + "|";
        }
    }(connection, out));
    return out;
}

Bytes framed(std::string_view record)
{
    Bytes out{0, 0, static_cast<std::uint8_t>(record.size() >> 8U), static_cast<std::uint8_t>(record.size())};
    append(out, as_view(record));
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(records_survive_any_cut_of_the_stream)
{
    auto bytes = framed("hello");
    append(bytes, framed("x"));
    append(bytes, framed("world"));
    BOOST_TEST(made_of(bytes) == "hello|x|world|closed");
    BOOST_TEST(made_of(View{bytes}.first(9)) == "hello|closed");
    for (const std::size_t n : {10, 13, 15, 20})
        BOOST_TEST(made_of(View{bytes}.first(n)).ends_with("|input/output error"), n);
}

BOOST_AUTO_TEST_CASE(a_stream_that_comes_byte_by_byte)
{
    asio::io_context io;
    auto [raw, mine] = test::loopback_pair(io);
    TcpConnection connection{std::move(mine)};
    auto bytes = framed("slow");
    append(bytes, framed("er"));
    run_awaitable(
        io,
        [](asio::ip::tcp::socket& socket, Connection& from, const Bytes& stream) -> asio::awaitable<void> {
            for (std::size_t i = 0; i < 8; ++i)
                asio::write(socket, asio::buffer(&stream[i], 1));
            BOOST_TEST(as_text((co_await from.receive()).value()) == "slow");
            for (std::size_t i = 8; i < stream.size(); ++i)
                asio::write(socket, asio::buffer(&stream[i], 1));
            BOOST_TEST(as_text((co_await from.receive()).value()) == "er");
        }(raw, connection, bytes));
}

BOOST_AUTO_TEST_CASE(lengths_at_their_edges) // SEC-26
{
    BOOST_TEST(made_of(Bytes{0, 0, 0, 0}) == "malformed");
    BOOST_TEST(made_of(Bytes{0, 1, 0, 0, 1, 2, 3}) == "too large");
    BOOST_TEST(made_of(Bytes{255, 255, 255, 255}) == "too large");
    const std::string longest(kMaxRecord, 'r');
    auto bytes = framed(longest);
    append(bytes, framed(longest));
    BOOST_TEST(made_of(bytes) == longest + "|" + longest + "|closed");
}

BOOST_AUTO_TEST_CASE(both_ways_at_once)
{
    asio::io_context io;
    auto [one, two] = test::loopback_pair(io);
    TcpConnection a{std::move(one)};
    TcpConnection b{std::move(two)};
    constexpr std::size_t kRounds = 200;
    const auto talk = [](Connection& self) -> asio::awaitable<void> {
        for (std::size_t i = 1; i <= kRounds; ++i)
            BOOST_REQUIRE((co_await self.send(Bytes(i * 300, static_cast<std::uint8_t>(i)))).has_value());
    };
    for (auto* self : {&a, &b})
        asio::co_spawn(io, talk(*self), [](std::exception_ptr error) { BOOST_TEST(!error); });
    for (auto* self : {&a, &b})
        run_awaitable(io, [](Connection& from) -> asio::awaitable<void> {
            for (std::size_t i = 1; i <= kRounds; ++i) {
                const auto record = co_await from.receive();
                BOOST_REQUIRE(record.has_value());
                BOOST_REQUIRE(record->size() == i * 300);
                BOOST_REQUIRE(record->back() == static_cast<std::uint8_t>(i));
            }
        }(*self));
}

BOOST_AUTO_TEST_CASE(the_buffer_grows_and_shrinks_between_records)
{
    asio::io_context io;
    auto [one, two] = test::loopback_pair(io);
    TcpConnection a{std::move(one)};
    TcpConnection b{std::move(two)};
    run_awaitable(io, [](Connection& to, Connection& from) -> asio::awaitable<void> {
        for (const std::size_t size : {1U, 4092U, 4093U, 60'000U, 2U, 65'535U, 65'535U, 3U, 8'188U, 8'189U}) {
            Bytes sent(size, 5);
            sent.back() = 6;
            BOOST_REQUIRE((co_await to.send(sent)).has_value());
            const auto record = co_await from.receive();
            BOOST_REQUIRE(record.has_value());
            BOOST_TEST((to_bytes(*record) == sent), size);
        }
    }(a, b));
}

BOOST_AUTO_TEST_CASE(a_reader_that_sleeps_stops_the_writer)
{
    asio::io_context io;
    auto [one, two] = test::loopback_pair(io);
    TcpConnection a{std::move(one)};
    TcpConnection b{std::move(two)};
    std::size_t sent = 0;
    asio::co_spawn(
        io,
        [](Connection& self, std::size_t& count) -> asio::awaitable<void> {
            const Bytes record(kMaxRecord);
            while (co_await self.send(record))
                ++count;
        }(a, sent),
        [](std::exception_ptr) {});
    while (io.poll() != 0)
        continue;
    const auto held = sent;
    BOOST_TEST(held < 1000U); // a few megabytes in the kernel, then it waits
    run_awaitable(io, [](Connection& from, std::size_t count) -> asio::awaitable<void> {
        for (std::size_t i = 0; i < count + 1; ++i)
            BOOST_REQUIRE((co_await from.receive()).has_value());
    }(b, held));
    BOOST_TEST(sent > held);
    a.close();
    io.poll();
}

BOOST_AUTO_TEST_CASE(half_a_record_is_waited_for_only_so_long)
{
    asio::io_context io;
    auto [raw, mine] = test::loopback_pair(io);
    TcpConnection connection{std::move(mine), {std::chrono::milliseconds{20}}};
    asio::write(raw, asio::buffer("\0\0\0\5ab", 6));
    run_awaitable(io, [](Connection& from) -> asio::awaitable<void> {
        BOOST_TEST((co_await from.receive()).error() == Errc::timed_out);
        BOOST_TEST((co_await from.receive()).error() == Errc::timed_out);
        BOOST_TEST((co_await from.send(as_view("x"))).has_error());
    }(connection));
}

BOOST_AUTO_TEST_CASE(closing_wakes_the_one_who_waits)
{
    asio::io_context io;
    auto [raw, mine] = test::loopback_pair(io);
    TcpConnection connection{std::move(mine)};
    asio::post(io, [&] { connection.close(); });
    run_awaitable(io, [](Connection& from) -> asio::awaitable<void> {
        BOOST_TEST((co_await from.receive()).error() == Errc::closed);
        BOOST_TEST((co_await from.send(as_view("x"))).error() == Errc::closed);
    }(connection));
    connection.close();
}

BOOST_AUTO_TEST_SUITE_END()
