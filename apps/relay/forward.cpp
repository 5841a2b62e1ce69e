#include "apps/relay/forward.hpp"

#include "core/base/race.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace cordee::relay {
namespace {

namespace asio = boost::asio;
using std::chrono::steady_clock;

enum class Ended { by_sender, by_receiver, broken };

/// What both directions share: when to stop, and why.
struct Course {
    Course(const asio::any_io_executor& executor, RecordPair& of)
        : pair{of}, end{executor, asio::steady_timer::time_point::max()}
    {}
    void stop(PairEnd why)
    {
        how = why;
        end.expires_at(asio::steady_timer::time_point::min());
    }

    RecordPair& pair;
    asio::steady_timer end;
    int directions = 2;
    PairEnd how = PairEnd::broken; ///< when half of it stayed too long
};

/// Returns when the budget lets the pair go on; never when it is spent.
asio::awaitable<void> afford(Course& course)
{
    auto& budget = course.pair.budget;
    asio::steady_timer timer{co_await asio::this_coro::executor};
    while (budget.available(steady_clock::now()) == 0) {
        const bool spent = budget.spent(steady_clock::now()) == PairBudget::Spent::bytes;
        if (spent)
            course.stop(PairEnd::spent);
        timer.expires_at(spent ? asio::steady_timer::time_point::max() : budget.ready_at());
        co_await timer.async_wait(asio::use_awaitable);
    }
}

/// One record after the other: nothing is held that was not taken.
asio::awaitable<Ended> pump(transport::Connection& from, transport::Connection& to, std::uint64_t& count,
                            RecordPair::Total& total, Course& course)
{
    for (;;) {
        if (auto& budget = course.pair.budget;
            budget.limits_anything() && budget.available(steady_clock::now()) == 0)
            co_await afford(course);
        const auto record = co_await from.receive();
        if (!record)
            co_return record.error() == Errc::closed ? Ended::by_sender : Ended::broken;
        if (const auto sent = co_await to.send(*record); !sent)
            co_return Ended::by_receiver;
        count += record->size();
        total.fetch_add(record->size(), std::memory_order_relaxed);
        course.pair.budget.spend(record->size());
    }
}

asio::awaitable<void> direction(transport::Connection& from, transport::Connection& to, std::uint64_t& count,
                                RecordPair::Total& total, Course& course)
{
    const auto half_closed_time = course.pair.times.half_closed;
    const auto ended = co_await pump(from, to, count, total, course);
    to.finish();
    if (ended == Ended::by_receiver && course.directions > 1)
        course.end.expires_after(half_closed_time); // it may have left last words in the other direction
    for (bool more = ended == Ended::by_receiver; more;) {
        const auto unheard = co_await from.receive();
        more = unheard.has_value();
    }
    if (--course.directions == 0 || ended == Ended::broken)
        course.stop(ended == Ended::broken ? PairEnd::broken : PairEnd::finished);
    else if (ended == Ended::by_sender)
        course.end.expires_after(half_closed_time);
}

asio::awaitable<void> until(asio::steady_timer& timer)
{
    while (timer.expiry() > asio::steady_timer::clock_type::now())
        co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

asio::awaitable<void> until_idle(const RecordPair& pair)
{
    asio::steady_timer timer{co_await asio::this_coro::executor};
    for (std::uint64_t seen = 0, before = 0;; before = seen) {
        timer.expires_after(pair.times.idle);
        co_await timer.async_wait(asio::use_awaitable);
        seen = pair.traffic.there + pair.traffic.back;
        if (seen == before)
            co_return;
    }
}

/// Whatever they do.
asio::awaitable<void> until_cut(Course& course)
{
    auto& pair = course.pair;
    auto due = [](RecordPair& of, PairEnd& how) -> asio::awaitable<void> {
        co_await until(of.due);
        how = of.moved ? PairEnd::moved : PairEnd::overdue;
    };
    auto idle = [](const RecordPair& of, PairEnd& how) -> asio::awaitable<void> {
        co_await until_idle(of);
        how = PairEnd::idle;
    };
    co_await race(due(pair, course.how), idle(pair, course.how));
}

asio::awaitable<void> both_directions(transport::Connection& first, transport::Connection& second,
                                      Course& course)
{
    const auto executor = co_await asio::this_coro::executor;
    auto& [there, back] = course.pair.traffic;
    auto& [from_first, from_second] = course.pair.totals;
    co_await asio::experimental::make_parallel_group(
        asio::co_spawn(executor, direction(first, second, there, *from_first, course), asio::deferred),
        asio::co_spawn(executor, direction(second, first, back, *from_second, course), asio::deferred))
        .async_wait(asio::experimental::wait_for_all(), asio::use_awaitable);
}

} // namespace

asio::awaitable<PairEnd> forward_records(transport::Connection& first, transport::Connection& second,
                                         RecordPair& pair)
{
    Course course{co_await asio::this_coro::executor, pair};
    co_await race(race(both_directions(first, second, course), until(course.end)), until_cut(course));
    co_return course.how;
}

} // namespace cordee::relay
