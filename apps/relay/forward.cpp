#include "apps/relay/forward.hpp"

#include "core/base/race.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace cordee::relay {
namespace {

namespace asio = boost::asio;

enum class Ended { by_sender, by_receiver, broken };

/// What both directions share: when to stop.
struct Course {
    explicit Course(const asio::any_io_executor& executor)
        : end{executor, asio::steady_timer::time_point::max()}
    {}
    asio::steady_timer end;
    int directions = 2;
};

/// One record after the other: nothing is held that was not taken.
asio::awaitable<Ended> pump(transport::Connection& from, transport::Connection& to, std::uint64_t& count)
{
    for (;;) {
        const auto record = co_await from.receive();
        if (!record)
            co_return record.error() == Errc::closed ? Ended::by_sender : Ended::broken;
        if (const auto sent = co_await to.send(*record); !sent)
            co_return Ended::by_receiver;
        count += record->size();
    }
}

asio::awaitable<void> direction(transport::Connection& from, transport::Connection& to, std::uint64_t& count,
                                Course& course, std::chrono::milliseconds half_closed_time)
{
    const auto ended = co_await pump(from, to, count);
    to.finish();
    if (ended == Ended::by_receiver && course.directions > 1)
        course.end.expires_after(half_closed_time); // it may have left last words in the other direction
    for (bool more = ended == Ended::by_receiver; more;) {
        const auto unheard = co_await from.receive();
        more = unheard.has_value();
    }
    if (--course.directions == 0 || ended == Ended::broken)
        course.end.expires_at(asio::steady_timer::time_point::min());
    else if (ended == Ended::by_sender)
        course.end.expires_after(half_closed_time);
}

asio::awaitable<void> until_the_end(Course& course)
{
    while (course.end.expiry() > asio::steady_timer::clock_type::now())
        co_await course.end.async_wait(asio::as_tuple(asio::use_awaitable));
}

asio::awaitable<void> until_idle(const Traffic& traffic, std::chrono::milliseconds time)
{
    asio::steady_timer timer{co_await asio::this_coro::executor};
    for (std::uint64_t seen = 0, before = 0;; before = seen) {
        timer.expires_after(time);
        co_await timer.async_wait(asio::use_awaitable);
        seen = traffic.there + traffic.back;
        if (seen == before)
            co_return;
    }
}

/// Never when it never is.
asio::awaitable<void> until_due(SteadyTime due)
{
    asio::steady_timer timer{co_await asio::this_coro::executor, due};
    co_await timer.async_wait(asio::use_awaitable);
}

asio::awaitable<void> both_directions(transport::Connection& first, transport::Connection& second,
                                      std::chrono::milliseconds half_closed_time, Traffic& traffic,
                                      Course& course)
{
    const auto executor = co_await asio::this_coro::executor;
    co_await asio::experimental::make_parallel_group(
        asio::co_spawn(executor, direction(first, second, traffic.there, course, half_closed_time),
                       asio::deferred),
        asio::co_spawn(executor, direction(second, first, traffic.back, course, half_closed_time),
                       asio::deferred))
        .async_wait(asio::experimental::wait_for_all(), asio::use_awaitable);
}

} // namespace

asio::awaitable<void> forward_records(transport::Connection& first, transport::Connection& second,
                                      ForwardTimes times, Traffic& traffic)
{
    Course course{co_await asio::this_coro::executor};
    co_await race(
        race(both_directions(first, second, times.half_closed, traffic, course), until_due(times.due)),
        race(until_the_end(course), until_idle(traffic, times.idle)));
}

} // namespace cordee::relay
