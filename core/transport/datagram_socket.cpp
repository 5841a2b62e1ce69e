#include "core/transport/datagram_socket.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace cordee::transport {
namespace {

namespace asio = boost::asio;
namespace ip = asio::ip;
using ip::udp;

/// So many bytes wait to be sent or received: some 100 ms of video, as later they would be worth little.
constexpr int kBufferBytes = 256 * 1024;

Result<udp::socket> bind_to(const asio::any_io_executor& executor, const udp::endpoint& endpoint)
{
    udp::socket socket{executor};
    boost::system::error_code error;
    socket.open(endpoint.protocol(), error);
    if (!error && endpoint.protocol() == udp::v6())
        socket.set_option(ip::v6_only{false}, error);
    if (!error)
        socket.bind(endpoint, error);
    if (!error)
        socket.non_blocking(true, error);
    if (error)
        return Errc::io_error;
    boost::system::error_code ignored; // the system's own sizes do too
    socket.set_option(asio::socket_base::receive_buffer_size{kBufferBytes}, ignored);
    socket.set_option(asio::socket_base::send_buffer_size{kBufferBytes}, ignored);
    return socket;
}

udp::endpoint plain(const udp::endpoint& endpoint)
{
    const auto address = endpoint.address();
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return {ip::make_address_v4(ip::v4_mapped, address.to_v6()), endpoint.port()};
    return endpoint;
}

udp::endpoint mapped(const udp::endpoint& endpoint)
{
    if (endpoint.address().is_v6())
        return endpoint;
    return {ip::make_address_v6(ip::v4_mapped, endpoint.address().to_v4()), endpoint.port()};
}

} // namespace

DatagramSocket::DatagramSocket(udp::socket socket) : socket_{std::move(socket)}
{
    boost::system::error_code unknown;
    const auto local = socket_.local_endpoint(unknown);
    v6_ = local.address().is_v6();
    port_ = local.port();
}

Result<DatagramSocket> DatagramSocket::open(const asio::any_io_executor& executor,
                                            DatagramSocketOptions options)
{
    if (options.only_loopback) {
        auto socket = bind_to(executor, {ip::address_v4::loopback(), options.port});
        if (!socket)
            return socket.error();
        return DatagramSocket{std::move(*socket)};
    }
    auto socket = bind_to(executor, {udp::v6(), options.port});
    if (!socket)
        socket = bind_to(executor, {udp::v4(), options.port}); // some computers have no IPv6
    if (!socket)
        return socket.error();
    return DatagramSocket{std::move(*socket)};
}

asio::awaitable<Result<Datagram>> DatagramSocket::receive()
{
    for (;;) {
        udp::endpoint from;
        const auto [error, count] = co_await socket_.async_receive_from(asio::buffer(buffer_), from,
                                                                        asio::as_tuple(asio::use_awaitable));
        if (!socket_.is_open() || error == asio::error::operation_aborted)
            co_return Errc::closed;
        // Other errors are about a datagram that was sent before, and nobody waits for that.
        if (!error && count > 0 && count <= kMaxDatagram)
            co_return Datagram{View{buffer_}.first(count), plain(from)};
    }
}

bool DatagramSocket::send(View datagram, const udp::endpoint& to) noexcept
{
    return send({}, datagram, to);
}

bool DatagramSocket::send(View head, View rest, const udp::endpoint& to) noexcept
{
    if (head.size() + rest.size() > kMaxDatagram || (!v6_ && to.address().is_v6()))
        return false;
    const std::array<asio::const_buffer, 2> parts{asio::buffer(head.data(), head.size()),
                                                  asio::buffer(rest.data(), rest.size())};
    boost::system::error_code error;
    socket_.send_to(parts, v6_ ? mapped(to) : to, 0, error);
    return !error;
}

void DatagramSocket::close() noexcept
{
    boost::system::error_code ignored;
    socket_.close(ignored);
}

} // namespace cordee::transport
