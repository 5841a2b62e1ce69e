// Runs one coroutine to its end, on a loop of its own or a given one.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <stdexcept>

namespace cordee::broker::testing {

template <class T>
T await_on(boost::asio::io_context& loop, boost::asio::awaitable<T> work)
{
    auto future = boost::asio::co_spawn(loop, std::move(work), boost::asio::use_future);
    loop.restart();
    while (future.wait_for(std::chrono::seconds{0}) != std::future_status::ready)
        if (loop.run_one() == 0)
            throw std::logic_error{"the coroutine waits for nothing"};
    return future.get();
}

template <class T>
T await(boost::asio::awaitable<T> work)
{
    boost::asio::io_context loop;
    return await_on(loop, std::move(work));
}

} // namespace cordee::broker::testing
