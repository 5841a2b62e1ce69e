// One plugin is in every kind of trouble while another works on, which must not notice.
#include "tests/core/plugin/supervised.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace cordee;
using namespace cordee::test;

namespace {

using Clock = std::chrono::steady_clock;

/// An echo plugin that always has one message under way.
class Neighbour final : public plugin::Supervisor::Listener {
public:
    explicit Neighbour(boost::asio::io_context& context)
        : supervisor_{context.get_executor(), launch_of("echo"), *this, plugin::Limits{}}
    {}

    boost::asio::awaitable<Result<void>> start()
    {
        auto started = co_await supervisor_.start();
        begin();
        co_return started;
    }
    boost::asio::awaitable<void> stop() { return supervisor_.stop(); }

    bool received(std::uint16_t, View) override
    {
        longest = std::max(longest, Clock::now() - last_);
        ++answers;
        begin();
        return true;
    }
    void writable() override {}
    void restarted() override { ++restarts; }
    void finished() override {}
    void failed(std::string) override { ++restarts; }
    void log(cordee_log_level, std::string_view) override {}
    void show(std::string_view) override {}
    void ask(plugin::Question) override {}
    void withdraw(std::uint32_t) override {}
    void reported(plugin::TaskReport) override {}
    void record(std::string, std::string) override {}

    std::size_t answers = 0;
    int restarts = 0;
    Clock::duration longest{};

private:
    void begin()
    {
        last_ = Clock::now();
        supervisor_.send(0, as_view("still here?"));
    }

    Clock::time_point last_ = Clock::now();
    plugin::Supervisor supervisor_;
};

/// Little memory, and time to fill it on a machine with much to do.
[[maybe_unused]] plugin::Limits little_memory()
{
    auto out = quick_limits();
    out.memory = 64 << 20;
    out.silent_pings = 100;
    return out;
}

/// Runs the trouble, and returns what the log said of it.
std::vector<std::string> trouble(const std::string& name, const std::function<void(Supervised&)>& make,
                                 const plugin::Limits& limits = quick_limits())
{
    Supervised it{launch_of("hostile"), limits};
    BOOST_REQUIRE(it.run(it.supervisor.start()).has_value());
    Neighbour neighbour{it.context()};
    BOOST_REQUIRE(it.run(neighbour.start()).has_value());
    it.until([&] { return neighbour.answers > 10; });
    const auto before = neighbour.answers;

    make(it);
    it.until_event("restarted");
    BOOST_TEST(it.ask("facts") == "alive", name);
    it.until([&] { return neighbour.answers > before + 100; });

    BOOST_TEST(neighbour.restarts == 0, name);
    const auto longest = std::chrono::duration_cast<std::chrono::milliseconds>(neighbour.longest).count();
    BOOST_TEST_MESSAGE(name << ": " << neighbour.answers - before
                            << " answers of the other plugin, the slowest after " << longest << " ms");
    // Everything here shares one machine with the rest of the tests.
    BOOST_TEST(longest < 1000, name);
    it.run(neighbour.stop());
    return it.events;
}

bool mentions(const std::vector<std::string>& events, const std::string& text)
{
    return std::any_of(events.begin(), events.end(),
                       [&](const auto& event) { return event.find(text) != std::string::npos; });
}

/// How many threads a plugin of somebody without rights could make; -1 when it did not run. The kernel does
/// not count those of root.
int threads_of_nobody()
{
    constexpr uid_t nobody = 65534;
    int pipes[2];
    BOOST_REQUIRE(pipe(pipes) == 0);
    const pid_t child = fork();
    if (child == 0) {
        if (geteuid() == 0 &&
            (setresgid(nobody, nobody, nobody) != 0 || setresuid(nobody, nobody, nobody) != 0))
            _exit(1);
        int count = -1;
        {
            Supervised it{launch_of("hostile"), plugin::Limits{}};
            if (it.run(it.supervisor.start()))
                count = std::stoi(it.ask("threads"));
        }
        [[maybe_unused]] const auto n = write(pipes[1], &count, sizeof count);
        _exit(0);
    }
    close(pipes[1]);
    int count = -1;
    [[maybe_unused]] const auto n = read(pipes[0], &count, sizeof count);
    close(pipes[0]);
    waitpid(child, nullptr, 0);
    return count;
}

bool user_namespaces()
{
    const pid_t child = fork();
    if (child == 0)
        _exit(unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC) == 0 ? 0 : 1);
    int status = 0;
    waitpid(child, &status, 0);
    return status == 0;
}

void order(Supervised& it, const char* what)
{
    it.order(what);
}

} // namespace

BOOST_AUTO_TEST_SUITE(troubles)

BOOST_AUTO_TEST_CASE(a_plugin_that_is_killed_is_back)
{
    const auto events = trouble("kill -9", [](auto& it) { ::kill(it.supervisor.process_id(), SIGKILL); });
    BOOST_TEST(mentions(events, "(signal 9, KILL)"));
}

BOOST_AUTO_TEST_CASE(a_plugin_that_is_stopped_is_noticed)
{
    const auto events = trouble("SIGSTOP", [](auto& it) { ::kill(it.supervisor.process_id(), SIGSTOP); });
    BOOST_TEST(mentions(events, "(it did not answer)"));
}

BOOST_AUTO_TEST_CASE(a_busy_loop_is_noticed)
{
    const auto events = trouble("busy loop", [](auto& it) { order(it, "busy"); });
    BOOST_TEST(mentions(events, "(it did not answer)"));
}

BOOST_AUTO_TEST_CASE(a_fork_bomb_ends_with_its_first_fork)
{
    const auto events = trouble("fork bomb", [](auto& it) { order(it, "fork-bomb"); });
    BOOST_TEST(mentions(events, "(it called clone)"));
}

BOOST_AUTO_TEST_CASE(a_violation_is_reported)
{
    const auto events = trouble("violation", [](auto& it) { order(it, "ptrace"); });
    BOOST_TEST(mentions(events, "(it called ptrace)"));
}

#if !defined(__SANITIZE_ADDRESS__) &&                                                                        \
    !defined(__SANITIZE_THREAD__) // there the memory of a process has no limit
BOOST_AUTO_TEST_CASE(a_memory_bomb_ends_the_plugin_alone)
{
    const auto events = trouble(
        "memory bomb", [](auto& it) { order(it, "take-memory"); }, little_memory());
    BOOST_TEST(mentions(events, "(signal 6, ABRT)"));
    BOOST_TEST(mentions(events, "bad_alloc"));
}
#endif

BOOST_AUTO_TEST_CASE(a_thread_bomb_meets_its_limit)
{
    if (!user_namespaces()) {
        BOOST_TEST_MESSAGE("this kernel counts the threads of a person, not those of a plugin");
        return;
    }
    const int threads = threads_of_nobody();
    BOOST_TEST(threads > 50);
    BOOST_TEST(threads < 128);
}

BOOST_AUTO_TEST_CASE(a_descriptor_bomb_meets_its_limit_and_hurts_nobody)
{
    Supervised it{launch_of("hostile")};
    BOOST_REQUIRE(it.run(it.supervisor.start()).has_value());
    Neighbour neighbour{it.context()};
    BOOST_REQUIRE(it.run(neighbour.start()).has_value());
    const auto open = std::stoi(it.ask("descriptors"));
    BOOST_TEST(open > 100);
    BOOST_TEST(open < 256);
    const auto before = neighbour.answers;
    it.until([&] { return neighbour.answers > before + 100; });
    BOOST_TEST(it.ask("facts") == "alive");
    BOOST_TEST(it.count("restarted") == 0U);
    it.run(neighbour.stop());
}

BOOST_AUTO_TEST_SUITE_END()
