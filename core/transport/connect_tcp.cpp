#include "core/transport/connect_tcp.hpp"

#include "core/base/deadline.hpp"
#include "core/base/signal.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <memory>
#include <optional>
#include <vector>

namespace cordee::transport {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

/// A look-up cannot be interrupted while the system's resolver works, so it may outlive the one who asked.
struct Lookup {
    explicit Lookup(const asio::any_io_executor& executor) : resolver{executor}, done{executor} {}
    tcp::resolver resolver;
    Signal done;
    std::optional<std::vector<tcp::endpoint>> found;
};

asio::awaitable<Result<std::vector<tcp::endpoint>>> resolve(const Address& address)
{
    boost::system::error_code not_a_number;
    const auto number = asio::ip::make_address(address.host, not_a_number);
    if (!not_a_number)
        co_return std::vector{tcp::endpoint{number, address.port}};

    const auto lookup = std::make_shared<Lookup>(co_await asio::this_coro::executor);
    lookup->resolver.async_resolve(
        address.host, std::to_string(address.port), tcp::resolver::numeric_service,
        [lookup](const boost::system::error_code& error, const tcp::resolver::results_type& results) {
            lookup->found.emplace();
            if (!error)
                lookup->found->assign(results.begin(), results.end());
            lookup->done.notify();
        });
    while (!lookup->found)
        co_await lookup->done.wait();
    if (lookup->found->empty())
        co_return Errc::unreachable;
    co_return std::move(*lookup->found);
}

asio::awaitable<Result<tcp::socket>> resolve_and_connect(const Address& address)
{
    const auto endpoints = co_await resolve(address);
    if (!endpoints)
        co_return endpoints.error();
    tcp::socket socket{co_await asio::this_coro::executor};
    const auto [error, endpoint] =
        co_await asio::async_connect(socket, *endpoints, asio::as_tuple(asio::use_awaitable));
    if (error)
        co_return Errc::unreachable;
    co_return std::move(socket);
}

} // namespace

asio::awaitable<Result<tcp::socket>> connect_tcp(Address address, std::chrono::milliseconds time)
{
    co_return co_await with_deadline(time, resolve_and_connect(address));
}

} // namespace cordee::transport
