#include "core/transport/recognise.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace cordee::transport {

namespace asio = boost::asio;
using asio::ip::tcp;

Spoken spoken_by(std::uint8_t first_byte)
{
    constexpr std::uint8_t kTlsHandshake = 0x16;
    if (first_byte == kTlsHandshake)
        return Spoken::tls;
    if (first_byte == 'R') // no method that anybody uses begins so
        return Spoken::native;
    return first_byte >= 'A' && first_byte <= 'Z' ? Spoken::http : Spoken::unknown;
}

asio::awaitable<Result<Spoken>> recognise(tcp::socket& socket)
{
    std::uint8_t first = 0;
    const auto [error, count] = co_await socket.async_receive(
        asio::buffer(&first, 1), tcp::socket::message_peek, asio::as_tuple(asio::use_awaitable));
    if (error)
        co_return error == asio::error::eof || error == asio::error::operation_aborted ? Errc::closed
                                                                                       : Errc::io_error;
    co_return spoken_by(first);
}

} // namespace cordee::transport
