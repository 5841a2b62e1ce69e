// Errands on another thread, also those that are called off just as they are done.
#include "core/base/run_on.hpp"

#include "core/base/deadline.hpp"
#include "core/base/signal.hpp"
#include "tests/support/run_awaitable.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/test/unit_test.hpp>

#include <thread>

using namespace cordee;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

struct RunOnFixture {
    asio::io_context here;
    asio::io_context elsewhere;
    asio::any_io_executor there = elsewhere.get_executor();
    asio::executor_work_guard<asio::io_context::executor_type> guard{elsewhere.get_executor()};
    std::thread thread{[this] { elsewhere.run(); }};

    ~RunOnFixture()
    {
        guard.reset();
        thread.join();
    }
    static asio::awaitable<std::thread::id> which() { co_return std::this_thread::get_id(); }
    static asio::awaitable<int> fail()
    {
        throw std::runtime_error{"bug"};
        co_return 0;
    }
    static asio::awaitable<Result<int>> take(std::chrono::microseconds time)
    {
        asio::steady_timer timer{co_await asio::this_coro::executor, time};
        co_await timer.async_wait(asio::use_awaitable);
        co_return 1;
    }
    asio::awaitable<Result<int>> take_there(std::chrono::microseconds time)
    {
        co_return co_await run_on(there, take(time));
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(errands, RunOnFixture)

BOOST_AUTO_TEST_CASE(they_are_done_there_and_the_answer_comes_here)
{
    BOOST_TEST((run_awaitable(here, run_on(there, which())) == thread.get_id()));
    BOOST_TEST((run_awaitable(here, run_on(here.get_executor(), which())) == std::this_thread::get_id()));
    BOOST_CHECK_THROW(run_awaitable(here, run_on(there, fail())), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(one_that_is_called_off_has_ended_when_that_is_known)
{
    BOOST_TEST((run_awaitable(here, with_deadline<int>(1ms, take_there(1h))).error() == Errc::timed_out));
    int done = 0;
    for (int i = 0; i < 500; ++i) {
        const auto result = run_awaitable(here, with_deadline<int>(1ms, take_there(800us + i * 1us)));
        done += result ? 1 : 0;
        BOOST_TEST((result || result.error() == Errc::timed_out));
    }
    BOOST_TEST_MESSAGE(done << " of 500 were in time");
    const auto in_time = run_awaitable(here, with_deadline<int>(1h, take_there(1us)));
    BOOST_TEST(in_time.value() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
