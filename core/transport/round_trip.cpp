#include "core/transport/round_trip.hpp"

#include "core/base/deadline.hpp"
#include "core/transport/candidates.hpp"
#include "core/transport/lookup.hpp"
#include "core/transport/staggered.hpp"

#include <algorithm>

namespace cordee::transport {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using std::chrono::microseconds;

asio::awaitable<Result<microseconds>> time_connection(tcp::endpoint to)
{
    tcp::socket socket{co_await asio::this_coro::executor};
    const auto began = std::chrono::steady_clock::now();
    const auto [error] = co_await socket.async_connect(to, asio::as_tuple(asio::use_awaitable));
    if (error)
        co_return Errc::unreachable;
    co_return std::chrono::duration_cast<microseconds>(std::chrono::steady_clock::now() - began);
}

/// Fails only when both do.
asio::awaitable<Result<microseconds>> least_of_two(tcp::endpoint to)
{
    const auto executor = co_await asio::this_coro::executor;
    auto [order, broken1, first, broken2, second] =
        co_await asio::experimental::make_parallel_group(
            asio::co_spawn(executor, time_connection(to), asio::deferred),
            asio::co_spawn(executor, time_connection(to), asio::deferred))
            .async_wait(asio::experimental::wait_for_all(), asio::use_awaitable);
    if (broken1)
        std::rethrow_exception(broken1);
    if (broken2)
        std::rethrow_exception(broken2);
    if (!first)
        co_return second;
    if (!second)
        co_return first;
    co_return std::min(*first, *second);
}

/// The first address of the host that answers: what a session would take.
asio::awaitable<Result<microseconds>> measure(Address address, bool inner)
{
    const Lookup lookup{co_await asio::this_coro::executor, address.host};
    const auto found = co_await lookup.addresses();
    if (!found) // as where it leads to an inner network: which names there are inside is nobody's business
        co_return Errc::not_permitted;
    std::vector<Lane<microseconds>> lanes(1);
    for (const auto& each : *found)
        if (inner || (is_usable_address(each) && !is_inner_address(each)))
            lanes[0].attempts.push_back(least_of_two({each, address.port}));
    if (lanes[0].attempts.empty())
        co_return Errc::not_permitted;
    const auto took = co_await first_success(std::move(lanes));
    if (!took)
        co_return Errc::unreachable;
    co_return *took;
}

} // namespace

asio::awaitable<Result<microseconds>> measure_round_trip(Address address, std::chrono::milliseconds time,
                                                         bool inner)
{
    co_return co_await with_deadline(time, measure(std::move(address), inner));
}

} // namespace cordee::transport
