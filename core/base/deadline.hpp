// An operation that must finish in time.
#pragma once

#include "core/base/error.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <exception>
#include <optional>

namespace cordee {

/// The operation's result, or Errc::timed_out after it was cancelled. It has ended when this returns.
template <class T>
boost::asio::awaitable<Result<T>> with_deadline(std::chrono::milliseconds time,
                                                boost::asio::awaitable<Result<T>> operation)
{
    namespace asio = boost::asio;
    auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer{executor, time};
    std::optional<Result<T>> result;
    auto keep = [](std::optional<Result<T>>& to, asio::awaitable<Result<T>> from) -> asio::awaitable<void> {
        to.emplace(co_await std::move(from));
    };
    auto [order, error, timer_error] =
        co_await asio::experimental::make_parallel_group(
            asio::co_spawn(executor, keep(result, std::move(operation)), asio::deferred),
            timer.async_wait(asio::deferred))
            .async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
    if (order[0] == 1 && !timer_error)
        co_return Errc::timed_out;
    if (error)
        std::rethrow_exception(error);
    if (!result) // both were cancelled from outside
        co_return Errc::closed;
    co_return std::move(*result);
}

} // namespace cordee
