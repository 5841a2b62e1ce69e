#include "apps/relay/farewell.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>

namespace cordee::relay {

namespace asio = boost::asio;
using asio::ip::tcp;

asio::awaitable<void> turn_away_unread(tcp::socket& socket, wire::RelayAnswer answer)
{
    Bytes greeting = to_bytes(wire::encode_relay_greeting({})); // no secret nonce: nobody will read the proof
    greeting.push_back(static_cast<std::uint8_t>(answer));
    co_await asio::async_write(socket, asio::buffer(greeting), asio::as_tuple(asio::use_awaitable));
    boost::system::error_code ignored; // closing over what is here unread could swallow the answer
    std::array<std::uint8_t, 1024> unread;
    socket.shutdown(tcp::socket::shutdown_send, ignored);
    socket.non_blocking(true, ignored);
    socket.read_some(asio::buffer(unread), ignored);
}

} // namespace cordee::relay
