#include "core/base/signal.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace cordee {

namespace asio = boost::asio;

Signal::Signal(const asio::any_io_executor& executor)
    : never_{executor, asio::steady_timer::time_point::max()}
{}

asio::awaitable<void> Signal::wait()
{
    co_await never_.async_wait(asio::as_tuple(asio::use_awaitable));
}

asio::awaitable<void> Signal::wait_for(std::chrono::milliseconds time)
{
    co_await wait_until(std::chrono::steady_clock::now() + time);
}

asio::awaitable<void> Signal::wait_until(std::chrono::steady_clock::time_point time)
{
    asio::steady_timer timer{never_.get_executor(), time};
    timer.async_wait([this](const boost::system::error_code& error) {
        if (!error)
            notify();
    });
    co_await wait();
}

void Signal::notify()
{
    never_.cancel();
}

} // namespace cordee
