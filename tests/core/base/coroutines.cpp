#include "core/base/deadline.hpp"
#include "core/base/race.hpp"
#include "core/base/task_group.hpp"
#include "tests/support/run_awaitable.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

struct CoroutinesFixture {
    asio::io_context context;
    asio::any_io_executor executor = context.get_executor();
    Signal never{executor};

    asio::awaitable<int> wait_for_ever()
    {
        co_await never.wait();
        co_return 0;
    }
    static asio::awaitable<int> give(int value) { co_return value; }
    static asio::awaitable<int> fail()
    {
        throw std::runtime_error{"bug"};
        co_return 0;
    }
    static asio::awaitable<Result<int>> answer(int value) { co_return value; }
    asio::awaitable<Result<int>> hang()
    {
        co_await never.wait();
        co_return 1;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(coroutines, CoroutinesFixture)

BOOST_AUTO_TEST_CASE(the_first_to_finish_decides)
{
    BOOST_TEST(run_awaitable(context, race(wait_for_ever(), give(7))) == 7);
    BOOST_TEST(run_awaitable(context, race(give(8), wait_for_ever())) == 8);
}

BOOST_AUTO_TEST_CASE(a_throw_of_the_first_is_not_swallowed)
{
    BOOST_CHECK_THROW(run_awaitable(context, race(wait_for_ever(), fail())), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(a_deadline_ends_what_hangs)
{
    BOOST_TEST((run_awaitable(context, with_deadline<int>(1ms, hang())).error() == Errc::timed_out));
    BOOST_TEST(run_awaitable(context, with_deadline<int>(1h, answer(5))).value() == 5);
}

BOOST_AUTO_TEST_CASE(a_group_ends_its_tasks_and_outlives_a_bug_in_one)
{
    TaskGroup group{executor};
    bool ended = false;
    group.spawn([](CoroutinesFixture& f, bool& flag) -> asio::awaitable<void> {
        co_await f.never.wait();
        flag = true;
    }(*this, ended));
    group.spawn([]() -> asio::awaitable<void> { co_await fail(); }());
    context.poll();
    BOOST_TEST(group.size() == 1u);
    group.cancel();
    run_awaitable(context, group.join());
    BOOST_TEST(group.size() == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
