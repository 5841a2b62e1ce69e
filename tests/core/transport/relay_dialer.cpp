#include "core/transport/relay_dialer.hpp"

#include "core/transport/tcp_connection.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/run_awaitable.hpp"

#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::transport;
namespace asio = boost::asio;
using asio::ip::tcp;

BOOST_AUTO_TEST_SUITE(relay_dialer)

namespace {

constexpr auto kShort = std::chrono::milliseconds{30};

RelayPass pass()
{
    return {"a-ticket", [](View nonce) { return *to_array<32>(nonce); }};
}

Address address_of(const tcp::acceptor& listener)
{
    return {"127.0.0.1", listener.local_endpoint().port()};
}

wire::RelayNonce nonce()
{
    wire::RelayNonce out;
    out.fill(9);
    return out;
}

/// Plays a relay that gives this answer, then one record.
asio::awaitable<void> play_relay(tcp::acceptor& listener, wire::RelayAnswer answer, tcp::socket& kept)
{
    kept = co_await listener.async_accept(asio::use_awaitable);
    ByteArray<4> preamble;
    co_await asio::async_read(kept, asio::buffer(preamble), asio::use_awaitable);
    BOOST_TEST(as_text(preamble) == wire::kRelayPreamble);
    co_await asio::async_write(kept, asio::buffer(wire::encode_relay_greeting(nonce())), asio::use_awaitable);
    Bytes entry(2 + 8 + 32);
    co_await asio::async_read(kept, asio::buffer(entry), asio::use_awaitable);
    const auto read = wire::decode_relay_entry(entry);
    BOOST_TEST(read.value().ticket == "a-ticket");
    BOOST_TEST((read.value().proof == nonce()));
    Bytes reply{static_cast<std::uint8_t>(answer)};
    if (answer == wire::RelayAnswer::paired)
        reply = to_bytes(wire::encode_relay_paired({}));
    append(reply, Bytes{0, 0, 0, 2, 'h', 'i'});
    co_await asio::async_write(kept, asio::buffer(reply), asio::use_awaitable);
}

boost::system::error_code dialled(asio::io_context& io, const Address& relay, RelayDeadlines deadlines = {})
{
    boost::system::error_code out;
    run_awaitable(
        io, [](Address to, RelayDeadlines times, boost::system::error_code& error) -> asio::awaitable<void> {
            const auto connection = co_await dial_relay(to, pass(), times);
            error = connection ? boost::system::error_code{} : connection.error();
        }(relay, deadlines, out));
    return out;
}

boost::system::error_code dialled_with(wire::RelayAnswer answer)
{
    asio::io_context io;
    auto listener = test::loopback_listener(io);
    tcp::socket kept{io};
    asio::co_spawn(io, play_relay(listener, answer, kept),
                   [](std::exception_ptr error) { BOOST_TEST(!error); });
    return dialled(io, address_of(listener));
}

} // namespace

BOOST_AUTO_TEST_CASE(after_the_answer_come_the_records_of_the_other_side)
{
    asio::io_context io;
    auto listener = test::loopback_listener(io);
    tcp::socket kept{io};
    asio::co_spawn(io, play_relay(listener, wire::RelayAnswer::paired, kept),
                   [](std::exception_ptr error) { BOOST_TEST(!error); });
    run_awaitable(io, [](Address relay) -> asio::awaitable<void> {
        const auto connection = co_await dial_relay(relay, pass());
        BOOST_REQUIRE(connection.has_value());
        BOOST_TEST(as_text((co_await (*connection)->receive()).value()) == "hi");
    }(address_of(listener)));
}

BOOST_AUTO_TEST_CASE(each_answer_has_its_own_error)
{
    BOOST_TEST(dialled_with(wire::RelayAnswer::refused) == Errc::refused);
    BOOST_TEST(dialled_with(wire::RelayAnswer::expired) == Errc::expired);
    BOOST_TEST(dialled_with(wire::RelayAnswer::used) == Errc::already_used);
    BOOST_TEST(dialled_with(wire::RelayAnswer::busy) == Errc::exhausted);
    BOOST_TEST(dialled_with(wire::RelayAnswer::absent) == Errc::not_found);
    BOOST_TEST(dialled_with(wire::RelayAnswer{77}) == Errc::malformed);
}

BOOST_AUTO_TEST_CASE(nobody_there)
{
    asio::io_context io;
    auto listener = test::loopback_listener(io);
    const auto address = address_of(listener);
    listener.close();
    BOOST_TEST(dialled(io, address) == Errc::unreachable);
}

BOOST_AUTO_TEST_CASE(a_listener_that_says_nothing)
{
    asio::io_context io;
    auto listener = test::loopback_listener(io);
    BOOST_TEST(dialled(io, address_of(listener), {.greeting = kShort}) == Errc::timed_out);
}

BOOST_AUTO_TEST_CASE(another_program_and_one_that_hangs_up)
{
    asio::io_context io;
    for (const std::string_view said : {"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", "RLY1"}) {
        auto listener = test::loopback_listener(io);
        asio::co_spawn(
            io,
            [](tcp::acceptor& at, std::string_view text) -> asio::awaitable<void> {
                auto socket = co_await at.async_accept(asio::use_awaitable);
                ByteArray<4> preamble;
                co_await asio::async_read(socket, asio::buffer(preamble), asio::use_awaitable);
                co_await asio::async_write(socket, asio::buffer(text), asio::use_awaitable);
            }(listener, said),
            [](std::exception_ptr error) { BOOST_TEST(!error); });
        BOOST_TEST(dialled(io, address_of(listener)) == (said.size() > 4 ? Errc::malformed : Errc::closed));
    }
}

BOOST_AUTO_TEST_SUITE_END()
