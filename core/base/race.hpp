// The first of two coroutines to finish decides; the other is cancelled and awaited.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>

namespace cordee {

/// Unlike Asio's `a || b`, a throw of the first to finish is not swallowed. Both run on the caller's
/// executor. Values must be default constructible, as the loser's is made and dropped.
template <class T>
boost::asio::awaitable<T> race(boost::asio::awaitable<T> a, boost::asio::awaitable<T> b)
{
    namespace asio = boost::asio;
    auto executor = co_await asio::this_coro::executor;
    auto [order, error_a, value_a, error_b, value_b] =
        co_await asio::experimental::make_parallel_group(
            asio::co_spawn(executor, std::move(a), asio::deferred),
            asio::co_spawn(executor, std::move(b), asio::deferred))
            .async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
    if (auto error = order[0] == 0 ? error_a : error_b)
        std::rethrow_exception(error);
    co_return order[0] == 0 ? std::move(value_a) : std::move(value_b);
}

inline boost::asio::awaitable<void> race(boost::asio::awaitable<void> a, boost::asio::awaitable<void> b)
{
    namespace asio = boost::asio;
    auto executor = co_await asio::this_coro::executor;
    auto [order, error_a, error_b] = co_await asio::experimental::make_parallel_group(
                                         asio::co_spawn(executor, std::move(a), asio::deferred),
                                         asio::co_spawn(executor, std::move(b), asio::deferred))
                                         .async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
    if (auto error = order[0] == 0 ? error_a : error_b)
        std::rethrow_exception(error);
}

} // namespace cordee
