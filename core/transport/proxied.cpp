#include "core/transport/proxied.hpp"

#include "core/wire/proxy_header.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace cordee::transport {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

asio::awaitable<Result<void>> read_exactly(tcp::socket& socket, MutableView into)
{
    const auto [error, count] = co_await asio::async_read(socket, asio::buffer(into.data(), into.size()),
                                                          asio::as_tuple(asio::use_awaitable));
    if (error)
        co_return error == asio::error::eof || error == asio::error::operation_aborted ? Errc::closed
                                                                                       : Errc::io_error;
    co_return Result<void>{};
}

template <class Address>
asio::ip::address address_of(const Bytes& bytes)
{
    typename Address::bytes_type out;
    std::copy(bytes.begin(), bytes.end(), out.begin());
    return Address{out};
}

} // namespace

asio::awaitable<Result<asio::ip::address>> read_proxied_address(tcp::socket& socket)
{
    Bytes header(wire::kProxyPrefixSize);
    if (const auto read = co_await read_exactly(socket, header); !read)
        co_return read.error();
    const auto size = wire::decode_proxy_header_size(header);
    if (!size)
        co_return size.error();
    header.resize(*size);
    const auto rest = MutableView{header}.subspan(wire::kProxyPrefixSize);
    if (const auto read = co_await read_exactly(socket, rest); !read)
        co_return read.error();
    const auto client = wire::decode_proxy_header(header);
    if (!client)
        co_return client.error();
    if (client->address.size() == 4)
        co_return address_of<asio::ip::address_v4>(client->address);
    if (client->address.size() == 16)
        co_return address_of<asio::ip::address_v6>(client->address);
    boost::system::error_code gone;
    co_return socket.remote_endpoint(gone).address();
}

} // namespace cordee::transport
