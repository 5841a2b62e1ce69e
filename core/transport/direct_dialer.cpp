#include "core/transport/direct_dialer.hpp"

#include "core/base/deadline.hpp"
#include "core/transport/address.hpp"
#include "core/transport/staggered.hpp"
#include "core/transport/tcp_connection.hpp"

namespace cordee::transport {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

asio::awaitable<Result<DirectPath>> dial_one(tcp::endpoint candidate)
{
    tcp::socket socket{co_await asio::this_coro::executor};
    const auto [error] = co_await socket.async_connect(candidate, asio::as_tuple(asio::use_awaitable));
    if (error)
        co_return Errc::unreachable;
    DirectPath out{std::make_unique<TcpConnection>(std::move(socket)), {}};
    out.name = "direct " + to_string(Address{candidate.address().to_string(), candidate.port()});
    co_return out;
}

asio::awaitable<Result<DirectPath>> dial_all(std::vector<tcp::endpoint> candidates,
                                             const DirectDialOptions& options)
{
    std::vector<Lane<DirectPath>> lanes(1);
    lanes[0].stagger = options.stagger;
    for (std::size_t i = 0; i < candidates.size() && i < kMaxCandidates; ++i)
        lanes[0].attempts.push_back(dial_one(candidates[i]));
    auto path = co_await first_success(std::move(lanes));
    if (!path)
        co_return Errc::unreachable;
    co_return std::move(*path);
}

} // namespace

asio::awaitable<Result<DirectPath>> dial_direct(std::vector<tcp::endpoint> candidates,
                                                DirectDialOptions options)
{
    co_return co_await with_deadline(options.deadline, dial_all(std::move(candidates), options));
}

} // namespace cordee::transport
