// Runs an io_context until something has happened. A test that waits for ever fails by the deadline.
#pragma once

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <thread>

namespace cordee {

/// Whether it happened within a minute. The condition is looked at after each handler, and now and then, as
/// another thread may have brought it about.
template <class Condition>
bool run_until(boost::asio::io_context& context, Condition condition)
{
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{60};
    while (!condition()) {
        if (std::chrono::steady_clock::now() >= deadline)
            return false;
        context.restart();
        if (context.run_one_for(std::chrono::milliseconds{5}) == 0 && context.stopped())
            std::this_thread::yield(); // nobody waits here: it is for others to do
    }
    return true;
}

} // namespace cordee
