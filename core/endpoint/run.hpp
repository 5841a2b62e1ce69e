// From main() into a coroutine and back.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <optional>
#include <stdexcept>

namespace cordee::endpoint {

/// Runs the context until the coroutine and all that it started have ended; its throw comes out here.
template <class T>
T run(boost::asio::io_context& context, boost::asio::awaitable<T> coroutine)
{
    std::exception_ptr failure;
    std::optional<T> value;
    boost::asio::co_spawn(context, std::move(coroutine), [&](std::exception_ptr error, T result) {
        failure = error;
        if (!error)
            value.emplace(std::move(result));
    });
    context.restart();
    context.run();
    if (failure)
        std::rethrow_exception(failure);
    if (!value)
        throw std::logic_error{"a coroutine was left behind"};
    return std::move(*value);
}

inline void run(boost::asio::io_context& context, boost::asio::awaitable<void> coroutine)
{
    std::exception_ptr failure;
    boost::asio::co_spawn(context, std::move(coroutine), [&](std::exception_ptr error) { failure = error; });
    context.restart();
    context.run();
    if (failure)
        std::rethrow_exception(failure);
}

} // namespace cordee::endpoint
