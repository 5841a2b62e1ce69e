// Several ways to the same end: one after the other begins, the first that succeeds wins.
#pragma once

#include "core/base/error.hpp"
#include "core/base/signal.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <deque>
#include <exception>
#include <optional>
#include <utility>
#include <vector>

namespace cordee::transport {

/// Attempts of which a new one begins every `stagger`, and at once after a failed one.
template <class T>
struct Lane {
    std::vector<boost::asio::awaitable<Result<T>>> attempts;
    std::chrono::milliseconds stagger{150};
    std::chrono::milliseconds offset{0}; ///< before the first
};

namespace detail {

struct Pace {
    explicit Pace(const boost::asio::any_io_executor& executor) : turn{executor}, timer{executor} {}
    Signal turn;
    boost::asio::steady_timer timer; ///< cancelled to hurry
    std::size_t released = 0;
    std::size_t failed = 0;
};

template <class T>
boost::asio::awaitable<void> attempt_in_turn(Pace& pace, std::size_t number, std::optional<T>& winner,
                                             boost::asio::awaitable<Result<T>> attempt)
{
    while (pace.released <= number)
        co_await pace.turn.wait();
    auto result = co_await std::move(attempt);
    if (result && !winner)
        winner.emplace(std::move(*result));
    if (!result) {
        ++pace.failed;
        pace.timer.cancel();
    }
}

boost::asio::awaitable<void> release_in_time(Pace& pace, std::size_t count, std::chrono::milliseconds stagger,
                                             std::chrono::milliseconds offset);

/// Cancels the others as soon as there is a winner.
template <class T>
struct UntilWon {
    std::optional<T>* winner;
    template <class... Args>
    boost::asio::cancellation_type_t operator()(Args&&...) const noexcept
    {
        return *winner ? boost::asio::cancellation_type::all : boost::asio::cancellation_type::none;
    }
};

/// An attempt that was cancelled ends as it likes; anything else that is thrown is a bug.
void rethrow_bugs(const std::vector<std::exception_ptr>& errors);

} // namespace detail

/// The first success of all lanes, or nothing when every attempt failed. All attempts have ended when this
/// returns, the losers by cancellation; so it lasts as long as the slowest, and belongs in with_deadline().
template <class T>
boost::asio::awaitable<std::optional<T>> first_success(std::vector<Lane<T>> lanes)
{
    namespace asio = boost::asio;
    const auto executor = co_await asio::this_coro::executor;
    std::optional<T> winner;
    std::deque<detail::Pace> paces;
    std::vector<decltype(asio::co_spawn(executor, std::declval<asio::awaitable<void>>(), asio::deferred))>
        all;
    for (auto& lane : lanes) {
        if (lane.attempts.empty())
            continue;
        auto& pace = paces.emplace_back(executor);
        for (std::size_t i = 0; i < lane.attempts.size(); ++i)
            all.push_back(asio::co_spawn(
                executor, detail::attempt_in_turn<T>(pace, i, winner, std::move(lane.attempts[i])),
                asio::deferred));
        all.push_back(asio::co_spawn(
            executor, detail::release_in_time(pace, lane.attempts.size(), lane.stagger, lane.offset),
            asio::deferred));
    }
    if (all.empty())
        co_return std::nullopt;
    auto [order, errors] = co_await asio::experimental::make_parallel_group(std::move(all))
                               .async_wait(detail::UntilWon<T>{&winner}, asio::use_awaitable);
    detail::rethrow_bugs(errors);
    co_return std::move(winner);
}

} // namespace cordee::transport
