#include "core/transport/relay_route.hpp"

#include "core/transport/connect_tcp.hpp"
#include "core/transport/proxy_tunnel.hpp"
#include "core/transport/socket_options.hpp"
#include "core/transport/tls_client.hpp"

namespace cordee::transport {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

TryEnd meaning_of_tunnel(const boost::system::error_code& error)
{
    if (error == Errc::not_permitted)
        return TryEnd::proxy_password;
    if (error == Errc::unsupported)
        return TryEnd::proxy_scheme;
    if (error == Errc::refused)
        return TryEnd::proxy_refused;
    if (error == Errc::unreachable)
        return TryEnd::proxy_found_none;
    return error == Errc::malformed || error == Errc::too_large ? TryEnd::not_a_proxy
                                                                : TryEnd::proxy_refused; // it hung up
}

asio::awaitable<Result<tcp::socket>> connect(const Lookup& lookup, std::uint16_t port, bool to_proxy,
                                             TryEnd& end)
{
    end = to_proxy ? TryEnd::proxy_unknown : TryEnd::unknown_name;
    const auto found = co_await lookup.addresses();
    if (!found)
        co_return found.error();
    std::vector<tcp::endpoint> endpoints;
    for (const auto& each : *found)
        endpoints.emplace_back(each, port);
    end = to_proxy ? TryEnd::proxy_unreachable : TryEnd::dropped;
    auto socket = co_await connect_first(std::move(endpoints));
    if (!socket)
        co_await judge_unless_cancelled();
    if (!socket && !to_proxy)
        end = socket.error() == Errc::refused ? TryEnd::refused : TryEnd::unreachable;
    co_return std::move(socket);
}

} // namespace

asio::awaitable<Result<tcp::socket>> open_socket(RelayRoute route, TryEnd& end)
{
    const bool by_proxy = route.proxy.has_value();
    const auto port = by_proxy ? route.proxy->address.port : route.relay.port;
    auto socket = co_await connect(*route.lookup, port, by_proxy, end);
    if (!socket)
        co_return socket.error();
    tune_socket(*socket);
    if (by_proxy) {
        end = TryEnd::proxy_silent;
        if (const auto opened = co_await open_tunnel(*socket, *route.proxy, route.relay); !opened) {
            co_await judge_unless_cancelled();
            end = meaning_of_tunnel(opened.error());
            co_return opened.error();
        }
    }
    end = TryEnd::silent;
    co_return std::move(*socket);
}

asio::awaitable<Result<ByteStream>> open_stream(RelayRoute route, TryEnd& end)
{
    auto socket = co_await open_socket(route, end);
    if (!socket)
        co_return socket.error();
    if (!route.tls)
        co_return ByteStream{std::move(*socket)};
    auto stream = co_await open_relay_tls(std::move(*socket), route.relay.host);
    if (!stream) {
        co_await judge_unless_cancelled();
        end = stream.error() == Errc::unsupported ? TryEnd::no_tls : TryEnd::cut;
    }
    co_return std::move(stream);
}

/// Asio throws where a cancelled coroutine awaits another.
asio::awaitable<void> judge_unless_cancelled()
{
    co_return;
}

std::string host_header(const RelayRoute& route)
{
    constexpr std::uint16_t kHttp = 80, kHttps = 443;
    if (route.relay.port != (route.tls ? kHttps : kHttp))
        return to_string(route.relay);
    const bool brackets = route.relay.host.find(':') != std::string::npos;
    return brackets ? "[" + route.relay.host + "]" : route.relay.host;
}

} // namespace cordee::transport
