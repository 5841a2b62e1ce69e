#include "apps/relay/forward.hpp"

#include "core/base/race.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <type_traits>

namespace cordee::relay {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

enum class Ended { by_sender, by_receiver, broken };

/// One buffer for everybody: bytes stay in it only while nothing else happens.
MutableView shared_buffer()
{
    thread_local std::array<std::uint8_t, 32 * 1024> buffer;
    return buffer;
}

/// Writes what can be written at once, and keeps a copy of the rest until it can.
asio::awaitable<boost::system::error_code> write(tcp::socket& to, View bytes, std::uint64_t& count)
{
    boost::system::error_code error;
    auto written = to.write_some(asio::buffer(bytes.data(), bytes.size()), error);
    count += written;
    if (written == bytes.size() || (error && error != asio::error::would_block))
        co_return error;
    const auto rest = to_bytes(bytes.subspan(written));
    std::tie(error, written) =
        co_await asio::async_write(to, asio::buffer(rest), asio::as_tuple(asio::use_awaitable));
    count += written;
    co_return error;
}

asio::awaitable<Ended> pump(tcp::socket& from, tcp::socket& to, std::uint64_t& count)
{
    for (;;) {
        const auto [wait_error] =
            co_await from.async_wait(tcp::socket::wait_read, asio::as_tuple(asio::use_awaitable));
        if (wait_error)
            co_return Ended::broken;
        const auto buffer = shared_buffer();
        boost::system::error_code error;
        const auto size = from.read_some(asio::buffer(buffer.data(), buffer.size()), error);
        if (error == asio::error::would_block)
            continue;
        if (error)
            co_return error == asio::error::eof ? Ended::by_sender : Ended::broken;
        error = co_await write(to, buffer.first(size), count);
        if (error)
            co_return Ended::by_receiver;
    }
}

/// What both directions share: when to stop.
struct Course {
    explicit Course(const asio::any_io_executor& executor)
        : end{executor, asio::steady_timer::time_point::max()}
    {}
    asio::steady_timer end;
    int directions = 2;
};

void pass_end_on(tcp::socket& to)
{
    boost::system::error_code ignored;
    to.shutdown(tcp::socket::shutdown_send, ignored);
}

void pass_end_on(transport::Connection& to)
{
    to.finish();
}

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

template <class Side>
asio::awaitable<void> direction(Side& from, Side& to, std::uint64_t& count, Course& course,
                                std::chrono::milliseconds half_closed_time)
{
    const auto ended = co_await pump(from, to, count);
    pass_end_on(to);
    if (ended == Ended::by_receiver && course.directions > 1)
        course.end.expires_after(half_closed_time); // it may have left last words in the other direction
    if constexpr (std::is_same_v<Side, transport::Connection>) { // sockets have the system for that
        for (bool more = ended == Ended::by_receiver; more;) {
            const auto unheard = co_await from.receive();
            more = unheard.has_value();
        }
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

template <class Side>
asio::awaitable<void> forward_between(Side& first, Side& second, ForwardTimes times, Traffic& traffic)
{
    const auto executor = co_await asio::this_coro::executor;
    Course course{executor};
    auto both = [&]() -> asio::awaitable<void> {
        co_await asio::experimental::make_parallel_group(
            asio::co_spawn(executor, direction(first, second, traffic.there, course, times.half_closed),
                           asio::deferred),
            asio::co_spawn(executor, direction(second, first, traffic.back, course, times.half_closed),
                           asio::deferred))
            .async_wait(asio::experimental::wait_for_all(), asio::use_awaitable);
    };
    co_await race(both(), race(until_the_end(course), until_idle(traffic, times.idle)));
}

} // namespace

asio::awaitable<void> forward(tcp::socket& first, tcp::socket& second, ForwardTimes times, Traffic& traffic)
{
    boost::system::error_code gone; // then reading tells
    first.non_blocking(true, gone);
    second.non_blocking(true, gone);
    co_await forward_between(first, second, times, traffic);
}

asio::awaitable<void> forward_records(transport::Connection& first, transport::Connection& second,
                                      ForwardTimes times, Traffic& traffic)
{
    co_await forward_between(first, second, times, traffic);
}

} // namespace cordee::relay
