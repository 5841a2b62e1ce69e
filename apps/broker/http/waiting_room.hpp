// Requests that wait, each for something of its own.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <map>
#include <string>

namespace cordee::broker {

/// Lives on one strand and outlives its waiters. Waking one costs nothing for the others, of whom there may
/// be ten thousand. Who wakes looks again at what it waited for.
class WaitingRoom {
public:
    explicit WaitingRoom(boost::asio::any_io_executor executor) : executor_{std::move(executor)} {}

    /// Returns when the key is named or the time is over.
    boost::asio::awaitable<void> wait_for(std::string key, std::chrono::milliseconds time);
    /// Wakes those who wait for this key now.
    void notify(const std::string& key);
    /// Wakes everybody.
    void notify();

private:
    boost::asio::any_io_executor executor_;
    std::multimap<std::string, boost::asio::steady_timer> waiting_;
};

} // namespace cordee::broker
