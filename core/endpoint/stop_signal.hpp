// The person's wish to stop: Ctrl-C, a closed terminal, or kill.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <csignal>

namespace cordee::endpoint {

/// Returns at SIGINT, SIGTERM, or SIGHUP where that means to stop; false when the wait was cancelled.
inline boost::asio::awaitable<bool> stop_signal(bool at_hangup = true)
{
    boost::asio::signal_set signals{co_await boost::asio::this_coro::executor, SIGINT, SIGTERM};
    if (at_hangup)
        signals.add(SIGHUP);
    const auto [error, number] =
        co_await signals.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    co_return !error;
}

} // namespace cordee::endpoint
