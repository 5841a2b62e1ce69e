// Runs an io_context until something has happened. A test that waits for ever fails by the deadline.
#pragma once

#include <boost/asio/io_context.hpp>

#include <chrono>

namespace cordee {

/// Whether it happened within a minute. The condition is looked at after each handler.
template <class Condition>
bool run_until(boost::asio::io_context& context, Condition condition)
{
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{60};
    context.restart();
    while (!condition())
        if (context.run_one_until(deadline) == 0)
            return condition();
    return true;
}

} // namespace cordee
