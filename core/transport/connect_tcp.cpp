#include "core/transport/connect_tcp.hpp"

#include "core/base/deadline.hpp"
#include "core/transport/lookup.hpp"
#include "core/transport/staggered.hpp"

namespace cordee::transport {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

asio::awaitable<Result<tcp::socket>> connect_one(tcp::endpoint endpoint, bool& refused)
{
    tcp::socket socket{co_await asio::this_coro::executor};
    const auto [error] = co_await socket.async_connect(endpoint, asio::as_tuple(asio::use_awaitable));
    if (!error)
        co_return std::move(socket);
    if (error == asio::error::connection_refused)
        refused = true;
    co_return Errc::unreachable;
}

asio::awaitable<Result<tcp::socket>> resolve_and_connect(Address address)
{
    const Lookup lookup{co_await asio::this_coro::executor, address.host};
    const auto found = co_await lookup.addresses();
    if (!found)
        co_return Errc::unreachable;
    std::vector<tcp::endpoint> endpoints;
    for (const auto& each : *found)
        endpoints.emplace_back(each, address.port);
    auto socket = co_await connect_first(std::move(endpoints));
    if (!socket)
        co_return Errc::unreachable;
    co_return std::move(*socket);
}

} // namespace

asio::awaitable<Result<tcp::socket>> connect_first(std::vector<tcp::endpoint> endpoints,
                                                   std::chrono::milliseconds stagger)
{
    bool refused = false;
    std::vector<Lane<tcp::socket>> lanes(1);
    lanes[0].stagger = stagger;
    for (const auto& endpoint : endpoints)
        lanes[0].attempts.push_back(connect_one(endpoint, refused));
    auto socket = co_await first_success(std::move(lanes));
    if (!socket)
        co_return refused ? Errc::refused : Errc::unreachable;
    co_return std::move(*socket);
}

asio::awaitable<Result<tcp::socket>> connect_tcp(Address address, std::chrono::milliseconds time)
{
    co_return co_await with_deadline(time, resolve_and_connect(std::move(address)));
}

} // namespace cordee::transport
