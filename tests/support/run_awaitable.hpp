// Runs one coroutine to its end on an io_context of its own. A test that waits for ever fails by its
// deadline.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <chrono>
#include <future>
#include <stdexcept>

namespace cordee {

template <class T>
T run_awaitable(boost::asio::io_context& context, boost::asio::awaitable<T> task,
                std::chrono::seconds deadline = std::chrono::seconds{30})
{
    auto future = boost::asio::co_spawn(context, std::move(task), boost::asio::use_future);
    const auto until = std::chrono::steady_clock::now() + deadline;
    context.restart();
    while (future.wait_for(std::chrono::seconds{0}) != std::future_status::ready) {
        if (context.run_one_until(until) == 0)
            throw std::runtime_error{"the coroutine did not end"};
    }
    return future.get();
}

} // namespace cordee
