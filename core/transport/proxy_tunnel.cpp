#include "core/transport/proxy_tunnel.hpp"

#include "core/transport/proxy_answer.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>

namespace cordee::transport {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

Errc lost(const boost::system::error_code& error)
{
    return error == asio::error::eof ? Errc::closed : Errc::io_error;
}

Result<void> meaning_of(const ProxyAnswer& answer)
{
    constexpr unsigned kOk = 200, kPastOk = 300, kAuthentication = 407, kServerErrors = 500;
    if (answer.status >= kOk && answer.status < kPastOk)
        return {};
    if (answer.status == kAuthentication)
        return answer.offers_basic ? Errc::not_permitted : Errc::unsupported;
    return answer.status >= kServerErrors ? Errc::unreachable : Errc::refused;
}

} // namespace

asio::awaitable<Result<void>> open_tunnel(tcp::socket& socket, const Proxy& proxy, const Address& to)
{
    auto request = proxy_request(proxy, to);
    const auto [write_error, written] =
        co_await asio::async_write(socket, asio::buffer(request), asio::as_tuple(asio::use_awaitable));
    wipe({reinterpret_cast<std::uint8_t*>(request.data()), request.size()});
    if (write_error)
        co_return lost(write_error);
    std::string received;
    std::array<char, 1024> more;
    for (;;) {
        const auto [error, count] =
            co_await socket.async_read_some(asio::buffer(more), asio::as_tuple(asio::use_awaitable));
        if (error)
            co_return lost(error);
        received.append(more.data(), count);
        const auto answer = parse_proxy_answer(received);
        if (!answer)
            co_return answer.error();
        if (!*answer)
            continue;
        if (const auto opened = meaning_of(**answer); !opened)
            co_return opened.error();
        // Behind the tunnel it is always this side that speaks first.
        if (received.size() != (*answer)->size)
            co_return Errc::malformed;
        co_return Result<void>{};
    }
}

} // namespace cordee::transport
