// A coroutine that is carried out on another executor, which may be another thread's.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <memory>
#include <optional>

namespace cordee {

namespace detail {

/// `elsewhere` is touched there only, the rest here; posting hands the outcome over.
template <class T>
struct Errand {
    explicit Errand(const boost::asio::any_io_executor& here)
        : done{here, boost::asio::steady_timer::time_point::max()}
    {}
    boost::asio::cancellation_signal elsewhere;
    boost::asio::steady_timer done; ///< cancelled when it is over, or should be
    bool over = false;
    std::exception_ptr error;
    std::optional<T> value;
};

template <class T>
void start_errand(const boost::asio::any_io_executor& here, const boost::asio::any_io_executor& there,
                  std::shared_ptr<Errand<T>> errand, boost::asio::awaitable<T> operation)
{
    namespace asio = boost::asio;
    auto finish = [here, errand](std::exception_ptr error, T value) {
        asio::post(here, [errand, error, kept = std::move(value)]() mutable {
            errand->error = error;
            errand->value.emplace(std::move(kept));
            errand->over = true;
            errand->done.cancel();
        });
    };
    asio::post(there, [there, errand, finish = std::move(finish), work = std::move(operation)]() mutable {
        asio::co_spawn(there, std::move(work),
                       asio::bind_cancellation_slot(errand->elsewhere.slot(), std::move(finish)));
    });
}

} // namespace detail

/// Asio's co_spawn() would do but for cancellation: it may reach a signal there that is gone here. When the
/// executor is the caller's own, this is a plain call. T is default constructible. It has ended when this
/// returns, also after it was cancelled.
template <class T>
boost::asio::awaitable<T> run_on(boost::asio::any_io_executor there, boost::asio::awaitable<T> operation)
{
    namespace asio = boost::asio;
    const auto here = co_await asio::this_coro::executor;
    if (here == there)
        co_return co_await std::move(operation);
    const bool throws = co_await asio::this_coro::throw_if_cancelled();
    co_await asio::this_coro::throw_if_cancelled(false);
    const auto errand = std::make_shared<detail::Errand<T>>(here);
    detail::start_errand(here, there, errand, std::move(operation));
    for (bool asked = false; !errand->over;) {
        co_await errand->done.async_wait(asio::as_tuple(asio::use_awaitable));
        if (!errand->over && !asked) { // woken by a cancellation
            asked = true;
            asio::post(there, [errand] { errand->elsewhere.emit(asio::cancellation_type::terminal); });
        }
    }
    co_await asio::this_coro::throw_if_cancelled(throws);
    if (errand->error)
        std::rethrow_exception(errand->error);
    co_return std::move(*errand->value);
}

} // namespace cordee
