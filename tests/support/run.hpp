// Runs a coroutine to its end inside a test that is not one.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>

namespace cordee::test {

/// Long enough for a loaded machine; reached only when something hangs.
inline constexpr std::chrono::seconds kPatience{30};

/// Whatever else the io_context holds runs meanwhile. A throw of the coroutine comes out here.
inline void run(boost::asio::io_context& io, boost::asio::awaitable<void> coroutine)
{
    std::optional<std::exception_ptr> ended;
    boost::asio::co_spawn(io, std::move(coroutine), [&](std::exception_ptr error) { ended = error; });
    io.restart();
    const auto until = std::chrono::steady_clock::now() + kPatience;
    while (!ended && io.run_one_until(until) != 0)
        continue;
    if (!ended) {
        io.stop();
        throw std::runtime_error{"the coroutine hangs"};
    }
    if (*ended)
        std::rethrow_exception(*ended);
}

} // namespace cordee::test
