#include "core/transport/staggered.hpp"

#include "tests/support/run_awaitable.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::transport;
namespace asio = boost::asio;
using std::chrono::milliseconds;

BOOST_AUTO_TEST_SUITE(staggered)

namespace {

constexpr milliseconds kNever{3'600'000}; // an hour: what waits for it fails by the test's deadline

struct Watch {
    int begun = 0;
    int gone = 0;
};

struct Presence {
    explicit Presence(Watch& watch) : watch_{watch} { ++watch_.begun; }
    Presence(const Presence&) = delete;
    Presence& operator=(const Presence&) = delete;
    ~Presence() { ++watch_.gone; }
    Watch& watch_;
};

asio::awaitable<Result<int>> succeed(int value, Watch& watch)
{
    const Presence presence{watch};
    co_return value;
}

asio::awaitable<Result<int>> fail(Watch& watch)
{
    const Presence presence{watch};
    co_return Errc::refused;
}

asio::awaitable<Result<int>> hang(Watch& watch)
{
    const Presence presence{watch};
    asio::steady_timer timer{co_await asio::this_coro::executor, kNever};
    co_await timer.async_wait(asio::use_awaitable);
    co_return 0;
}

std::optional<int> run(std::vector<Lane<int>> lanes)
{
    asio::io_context io;
    return run_awaitable(io, first_success(std::move(lanes)));
}

} // namespace

BOOST_AUTO_TEST_CASE(after_a_failure_the_next_begins_at_once)
{
    Watch watch;
    std::vector<Lane<int>> lanes(1);
    lanes[0].stagger = kNever;
    for (int i = 0; i < 5; ++i)
        lanes[0].attempts.push_back(fail(watch));
    lanes[0].attempts.push_back(succeed(7, watch));
    lanes[0].attempts.push_back(succeed(8, watch));
    BOOST_TEST(run(std::move(lanes)).value() == 7);
    BOOST_TEST(watch.begun == 6);
}

BOOST_AUTO_TEST_CASE(silence_does_not_hold_up_the_next)
{
    Watch watch;
    std::vector<Lane<int>> lanes(1);
    lanes[0].stagger = milliseconds{1};
    lanes[0].attempts.push_back(hang(watch));
    lanes[0].attempts.push_back(hang(watch));
    lanes[0].attempts.push_back(succeed(7, watch));
    BOOST_TEST(run(std::move(lanes)).value() == 7);
    BOOST_TEST(watch.begun == 3);
    BOOST_TEST(watch.gone == 3); // the losers have ended
}

BOOST_AUTO_TEST_CASE(lanes_do_not_wait_for_each_other)
{
    Watch watch;
    std::vector<Lane<int>> lanes(2);
    lanes[0].stagger = kNever;
    lanes[0].attempts.push_back(hang(watch));
    lanes[0].attempts.push_back(succeed(1, watch));
    lanes[1].attempts.push_back(fail(watch));
    lanes[1].attempts.push_back(succeed(2, watch));
    BOOST_TEST(run(std::move(lanes)).value() == 2);
}

BOOST_AUTO_TEST_CASE(nothing_when_everything_fails_or_there_is_nothing)
{
    Watch watch;
    std::vector<Lane<int>> lanes(2);
    lanes[0].attempts.push_back(fail(watch));
    lanes[0].attempts.push_back(fail(watch));
    BOOST_TEST(!run(std::move(lanes)).has_value());
    BOOST_TEST(!run({}).has_value());
}

BOOST_AUTO_TEST_CASE(cancelled_from_outside_all_end)
{
    asio::io_context io;
    Watch watch;
    run_awaitable(io, [](Watch& seen) -> asio::awaitable<void> {
        std::vector<Lane<int>> lanes(1);
        lanes[0].stagger = milliseconds{0};
        for (int i = 0; i < 4; ++i)
            lanes[0].attempts.push_back(hang(seen));
        asio::steady_timer timer{co_await asio::this_coro::executor, milliseconds{20}};
        co_await asio::experimental::make_parallel_group(
            asio::co_spawn(timer.get_executor(), first_success(std::move(lanes)), asio::deferred),
            timer.async_wait(asio::deferred))
            .async_wait(asio::experimental::wait_for_one(), asio::as_tuple(asio::use_awaitable));
        BOOST_TEST(seen.begun == seen.gone);
    }(watch));
    BOOST_TEST(watch.begun == 4);
}

BOOST_AUTO_TEST_SUITE_END()
