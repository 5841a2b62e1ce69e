#include "core/transport/staggered.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/system/system_error.hpp>

namespace cordee::transport::detail {

namespace asio = boost::asio;

asio::awaitable<void> release_in_time(Pace& pace, std::size_t count, std::chrono::milliseconds stagger,
                                      std::chrono::milliseconds offset)
{
    auto due = std::chrono::steady_clock::now() + offset;
    std::size_t failures_used = 0;
    while (pace.released < count) {
        if (pace.released > 0 && pace.failed > failures_used)
            ++failures_used;
        else if (std::chrono::steady_clock::now() < due) {
            pace.timer.expires_at(due);
            co_await pace.timer.async_wait(asio::as_tuple(asio::use_awaitable));
            continue;
        }
        ++pace.released;
        due = std::chrono::steady_clock::now() + stagger;
        pace.turn.notify();
    }
}

void rethrow_bugs(const std::vector<std::exception_ptr>& errors)
{
    for (const auto& error : errors) {
        if (!error)
            continue;
        try {
            std::rethrow_exception(error);
        } catch (const boost::system::system_error& failure) {
            if (failure.code() != asio::error::operation_aborted)
                throw;
        }
    }
}

} // namespace cordee::transport::detail
