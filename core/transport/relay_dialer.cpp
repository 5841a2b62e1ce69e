#include "core/transport/relay_dialer.hpp"

#include "core/base/deadline.hpp"
#include "core/transport/connect_tcp.hpp"
#include "core/transport/socket_options.hpp"
#include "core/transport/tcp_connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace cordee::transport {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using wire::RelayAnswer;

Errc lost(const boost::system::error_code& error)
{
    return error == asio::error::eof ? Errc::closed : Errc::io_error;
}

asio::awaitable<Result<void>> enter(tcp::socket& socket, const RelayPass& pass)
{
    const auto preamble = asio::buffer(wire::kRelayPreamble);
    co_await asio::async_write(socket, preamble, asio::as_tuple(asio::use_awaitable)); // reading tells
    ByteArray<wire::kRelayGreetingSize> greeting;
    const auto [read_error, read] =
        co_await asio::async_read(socket, asio::buffer(greeting), asio::as_tuple(asio::use_awaitable));
    if (read_error)
        co_return lost(read_error);
    const auto nonce = wire::decode_relay_greeting(greeting);
    if (!nonce)
        co_return nonce.error();
    const auto entry = wire::encode_relay_entry({pass.ticket, pass.prove(*nonce)});
    if (!entry)
        co_return entry.error();
    // A relay that is full answers without reading; then this may fail, and the answer says why.
    co_await asio::async_write(socket, asio::buffer(*entry), asio::as_tuple(asio::use_awaitable));
    co_return Result<void>{};
}

Result<void> meaning_of(RelayAnswer answer)
{
    switch (answer) {
    case RelayAnswer::paired:
        return {};
    case RelayAnswer::refused:
        return Errc::refused;
    case RelayAnswer::expired:
        return Errc::expired;
    case RelayAnswer::used:
        return Errc::already_used;
    case RelayAnswer::busy:
        return Errc::exhausted;
    case RelayAnswer::absent:
        return Errc::not_found;
    }
    return Errc::malformed;
}

asio::awaitable<Result<void>> wait_for_answer(tcp::socket& socket)
{
    std::uint8_t byte = 0;
    const auto [error, count] =
        co_await asio::async_read(socket, asio::buffer(&byte, 1), asio::as_tuple(asio::use_awaitable));
    if (error)
        co_return lost(error);
    const auto answer = wire::decode_relay_answer(byte);
    if (!answer)
        co_return answer.error();
    if (*answer != RelayAnswer::paired)
        co_return meaning_of(*answer);
    ByteArray<wire::kRelayPairedSize> paired;
    const auto [lost_there, size] =
        co_await asio::async_read(socket, asio::buffer(paired), asio::as_tuple(asio::use_awaitable));
    if (lost_there)
        co_return lost(lost_there);
    co_return Result<void>{};
}

} // namespace

asio::awaitable<Result<std::unique_ptr<Connection>>> dial_relay(Address relay, RelayPass pass,
                                                                RelayDeadlines deadlines)
{
    auto socket = co_await connect_tcp(relay, deadlines.connect);
    if (!socket)
        co_return socket.error();
    tune_socket(*socket);
    if (const auto entered = co_await with_deadline(deadlines.greeting, enter(*socket, pass)); !entered)
        co_return entered.error();
    if (const auto answered = co_await with_deadline(deadlines.pairing, wait_for_answer(*socket)); !answered)
        co_return answered.error();
    co_return std::make_unique<TcpConnection>(std::move(*socket));
}

} // namespace cordee::transport
