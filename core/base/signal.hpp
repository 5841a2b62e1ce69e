// A condition that coroutines of one strand wait for.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>

namespace cordee {

/// Lives on one strand and outlives its waiters. A waiter that wakes looks again at what it waited for:
/// it may have been woken for somebody else.
class Signal {
public:
    explicit Signal(const boost::asio::any_io_executor& executor);

    boost::asio::awaitable<void> wait();
    /// These also return when the time is over.
    boost::asio::awaitable<void> wait_for(std::chrono::milliseconds time);
    boost::asio::awaitable<void> wait_until(std::chrono::steady_clock::time_point time);
    /// Wakes everyone who waits now.
    void notify();

private:
    boost::asio::steady_timer never_;
};

} // namespace cordee
