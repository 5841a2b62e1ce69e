#include "apps/broker/http/waiting_room.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <vector>

using namespace cordee::broker;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace {

asio::awaitable<void> wait_in(WaitingRoom& room, std::string key, std::chrono::milliseconds time,
                              std::vector<std::string>& woken)
{
    co_await room.wait_for(key, time);
    woken.push_back(key);
}

} // namespace

BOOST_AUTO_TEST_SUITE(waiting_room)

BOOST_AUTO_TEST_CASE(only_who_waits_for_the_key_wakes)
{
    asio::io_context loop;
    WaitingRoom room{loop.get_executor()};
    std::vector<std::string> woken;
    for (const char* key : {"a", "b", "a"})
        asio::co_spawn(loop, wait_in(room, key, 1h, woken), asio::detached);
    loop.poll();
    BOOST_TEST(woken.empty());
    room.notify("a");
    room.notify("nobody");
    loop.poll();
    BOOST_TEST(woken == (std::vector<std::string>{"a", "a"}), boost::test_tools::per_element());
    room.notify("b");
    loop.poll();
    BOOST_TEST(woken.back() == "b");
}

BOOST_AUTO_TEST_CASE(time_that_is_over_wakes_its_own_alone)
{
    asio::io_context loop;
    WaitingRoom room{loop.get_executor()};
    std::vector<std::string> woken;
    asio::co_spawn(loop, wait_in(room, "short", 0ms, woken), asio::detached);
    asio::co_spawn(loop, wait_in(room, "long", 1h, woken), asio::detached);
    while (woken.empty())
        loop.run_one();
    loop.poll();
    BOOST_TEST(woken == (std::vector<std::string>{"short"}), boost::test_tools::per_element());
    room.notify(); // who waits may not outlive the room
    loop.poll();
    BOOST_TEST(woken.back() == "long");
}

BOOST_AUTO_TEST_SUITE_END()
