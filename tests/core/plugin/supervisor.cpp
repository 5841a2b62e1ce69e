#include "tests/core/plugin/supervised.hpp"

#include <cordee/ext/channel.h>

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <sys/prctl.h>

using namespace cordee;
using namespace cordee::plugin;
using namespace cordee::test;

namespace {

bool alive(int process)
{
    return std::filesystem::exists("/proc/" + std::to_string(process));
}

std::size_t count(const Supervised& it, const std::string& event)
{
    return static_cast<std::size_t>(std::count(it.events.begin(), it.events.end(), event));
}

} // namespace

BOOST_AUTO_TEST_SUITE(supervisor)

BOOST_AUTO_TEST_CASE(messages_come_back_in_order_and_whole)
{
    Supervised it{launch_of("echo")};
    BOOST_REQUIRE(it.run(it.supervisor.start()).has_value());
    for (const char* text : {"one", "", "three"})
        it.order(text);
    const Bytes large(5 << 20, 7);
    BOOST_TEST(it.supervisor.send(1, large));
    it.until([&] { return it.answers.size() == 3 && it.bulk == large.size(); });
    BOOST_TEST((it.answers == std::vector<std::string>{"one", "", "three"}));
}

BOOST_AUTO_TEST_CASE(the_plugin_learns_what_it_may_know)
{
    auto launch = launch_of("mischief");
    launch.language = Language::french;
    auto patient = quick_limits(); // the largest message takes a sanitizer on a busy machine a while
    patient.silent_pings = 100;
    Supervised it{launch, patient};
    BOOST_REQUIRE(it.run(it.supervisor.start()).has_value());
    BOOST_TEST(it.ask("facts") == "fr controlled");
    BOOST_TEST(it.ask("permitted view") == "yes");
    BOOST_TEST(it.ask("permitted input") == "no");
    it.supervisor.permissions({"input"});
    BOOST_TEST(it.ask("permitted view") == "no");
    BOOST_TEST(it.ask("permitted input") == "yes");
    BOOST_TEST(it.ask("wrong channel") == std::to_string(CORDEE_INVALID));
    BOOST_TEST(it.ask("too large") == std::to_string(CORDEE_TOO_LARGE));
    BOOST_TEST(it.ask("largest") == std::to_string(CORDEE_OK));
    it.until([&] { return it.bulk == CORDEE_CHANNEL_MAX_MESSAGE; });
    it.order("finish");
    it.until_event("finished");
    it.order("print");
    it.until_event("log 0 printed");
}

BOOST_AUTO_TEST_CASE(nothing_of_the_core_is_inherited)
{
    setenv("CORDEE_TEST_SECRET", "secret", 1);
    setenv("CORDEE_TEST_GIVEN", "given", 1);
    auto launch = launch_of("mischief");
    launch.environment = {"A=1", "CORDEE_TEST_GIVEN", "CORDEE_TEST_ABSENT"};
    Supervised it{launch};
    BOOST_REQUIRE(it.run(it.supervisor.start()).has_value());
    BOOST_TEST(it.ask("environment") == "A=1;CORDEE_TEST_GIVEN=given;");
    BOOST_TEST(it.ask("descriptors") == "0;1;2;3;4;5;6;");
    BOOST_TEST(it.ask("session") == "1");
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
BOOST_AUTO_TEST_CASE(the_memory_of_a_program_with_plugins_is_its_own)
{
    Supervised it{launch_of("echo")};
    BOOST_REQUIRE(it.run(it.supervisor.start()).has_value());
    BOOST_TEST(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0);
}
#endif

BOOST_AUTO_TEST_CASE(a_start_that_fails_says_why)
{
    const auto start = [](Launch launch) {
        Supervised it{std::move(launch)};
        const auto result = it.run(it.supervisor.start());
        BOOST_TEST(it.supervisor.process_id() == 0);
        BOOST_TEST(count(it, "restarted") == 0);
        return std::pair{result.error(), it.events};
    };
    const auto [refused, reason] = start(launch_of("mischief", "throw"));
    BOOST_TEST(refused == Errc::refused);
    BOOST_TEST((reason == std::vector<std::string>{"log 3 there is no display; start one"}));
    BOOST_TEST(start(launch_of("mischief", "throw at creation")).first == Errc::refused);
    BOOST_TEST(start(launch_of("mischief", "crash")).first == Errc::closed);
    BOOST_TEST(start(launch_of("mischief", "hang")).first == Errc::timed_out);
    BOOST_TEST(start(launch_of("absent")).first == Errc::unsupported);
    BOOST_TEST(start(launch_of("stranger")).first == Errc::unsupported);
    BOOST_TEST(start(launch_of("future")).first == Errc::unsupported);
    auto mistaken = launch_of("echo");
    mistaken.module = "other";
    BOOST_TEST(start(mistaken).first == Errc::unsupported);
    auto no_program = launch_of("echo");
    no_program.host_program = "/nowhere/cordee-plugin-host";
    BOOST_TEST(start(no_program).first == Errc::io_error);
}

BOOST_AUTO_TEST_CASE(a_killed_plugin_is_back_well_within_a_second)
{
    Supervised it{launch_of("mischief", "greet")};
    BOOST_REQUIRE(it.run(it.supervisor.start()).has_value());
    it.until_event("message hello");
    it.events.clear();
    const auto before = std::chrono::steady_clock::now();
    ::kill(it.supervisor.process_id(), SIGKILL);
    it.until_event("message hello");
    BOOST_TEST((std::chrono::steady_clock::now() - before < std::chrono::milliseconds{800}));
    BOOST_REQUIRE(it.events.size() == 3);
    BOOST_TEST(it.events[0] == "log 2 the plugin's process ended (signal 9, KILL) and is started anew");
    BOOST_TEST(it.events[1] == "restarted"); // before its first message
    BOOST_TEST(it.ask("facts") == "en controlled");
}

BOOST_AUTO_TEST_CASE(whatever_way_it_dies_it_is_started_anew)
{
    for (const char* way : {"crash", "exit", "hang", "throw", "garbage", "endless"}) {
        Supervised it{launch_of("mischief")};
        BOOST_REQUIRE(it.run(it.supervisor.start()).has_value());
        it.order(way);
        it.until_event("restarted");
        BOOST_TEST(it.ask("facts") == "en controlled", way);
    }
}

BOOST_AUTO_TEST_CASE(a_plugin_outlives_what_it_writes_to)
{
    Supervised it{launch_of("mischief")};
    BOOST_REQUIRE(it.run(it.supervisor.start()).has_value());
    BOOST_TEST(it.ask("write to nobody") == "failed");
    BOOST_TEST(count(it, "restarted") == 0);
}

BOOST_AUTO_TEST_CASE(a_plugin_with_much_to_do_is_not_taken_for_hung)
{
    Supervised it{launch_of("mischief")};
    BOOST_REQUIRE(it.run(it.supervisor.start()).has_value());
    for (int i = 0; i < 8; ++i)
        it.order("sleep");
    BOOST_TEST(it.ask("facts") == "en controlled");
    BOOST_TEST(count(it, "restarted") == 0);
}

BOOST_AUTO_TEST_CASE(the_budget_ends_and_no_process_stays)
{
    Supervised it{launch_of("mischief")};
    BOOST_REQUIRE(it.run(it.supervisor.start()).has_value());
    const auto limit = static_cast<std::size_t>(quick_limits().restarts);
    for (std::size_t i = 0; i <= limit; ++i) {
        it.until([&] { return count(it, "restarted") == i; });
        it.order("crash");
    }
    it.until_event("failed the plugin 'mischief' fails again and again and was given up");
    BOOST_TEST(it.supervisor.process_id() == 0);
    it.order("ignored");
}

BOOST_AUTO_TEST_CASE(a_flood_meets_a_bounded_queue)
{
    Supervised it{launch_of("mischief")};
    it.room = false;
    BOOST_REQUIRE(it.run(it.supervisor.start()).has_value());
    it.order("flood");
    BOOST_TEST(it.ask("facts") == "en controlled"); // the other channel is free
    BOOST_TEST(it.bulk == 0);
    it.room = true;
    it.supervisor.resume();
    BOOST_TEST(it.bulk <= std::size_t{300} << 10);
    it.until([&] { return it.bulk > 4 << 20; });
    BOOST_TEST(count(it, "restarted") == 0);
}

BOOST_AUTO_TEST_CASE(a_slow_plugin_meets_a_full_queue_and_then_room)
{
    Supervised it{launch_of("mischief")};
    BOOST_REQUIRE(it.run(it.supervisor.start()).has_value());
    it.order("sleep");
    const Bytes piece(64 << 10);
    int taken = 0;
    while (it.supervisor.send(1, piece))
        BOOST_REQUIRE(++taken < 100);
    it.until_event("writable");
    BOOST_TEST(it.supervisor.send(1, piece));
}

BOOST_AUTO_TEST_CASE(log_lines_are_limited)
{
    Supervised it{launch_of("mischief")};
    BOOST_REQUIRE(it.run(it.supervisor.start()).has_value());
    it.order("chatter");
    it.ask("facts");
    BOOST_TEST(count(it, "log 1 line") <= 200);
    BOOST_TEST(count(it, "log 1 line") >= 50);
}

BOOST_AUTO_TEST_CASE(a_restarted_peer_is_told_in_order_and_old_messages_are_dropped)
{
    Supervised it{launch_of("mischief")};
    BOOST_REQUIRE(it.run(it.supervisor.start()).has_value());
    it.order("sleep");
    it.order("old");
    it.supervisor.peer_restarted();
    it.order("new");
    it.until_event("message ? new");
    BOOST_TEST((it.answers == std::vector<std::string>{"noted", "? new"}));
}

BOOST_AUTO_TEST_CASE(stop_is_orderly_and_never_waits_for_ever)
{
    for (const char* name : {"Ada", "hang at end"}) {
        Supervised it{launch_of("mischief", name)};
        BOOST_REQUIRE(it.run(it.supervisor.start()).has_value());
        const int process = it.supervisor.process_id();
        it.run(it.supervisor.stop());
        BOOST_TEST(!alive(process), name);
        BOOST_TEST(it.events.empty(), name);
    }
}

BOOST_AUTO_TEST_CASE(an_abandoned_supervisor_leaves_no_process)
{
    int process = 0;
    {
        boost::asio::io_context context;
        Supervised listener{launch_of("echo")};
        Supervisor supervisor{context.get_executor(), launch_of("mischief"), listener, quick_limits()};
        BOOST_REQUIRE(run_awaitable(context, supervisor.start()).has_value());
        process = supervisor.process_id();
        BOOST_TEST(alive(process));
    }
    BOOST_TEST(!alive(process));
}

BOOST_AUTO_TEST_SUITE_END()
