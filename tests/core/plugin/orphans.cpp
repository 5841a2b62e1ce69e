// The program that supervises a plugin is killed: its plugin's process must not stay.
#include "tests/core/plugin/supervised.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace cordee;
using namespace cordee::test;

namespace {

/// What the doomed program does: starts the plugin, tells its process id, and is still there.
[[noreturn]] void supervise(int tell, const std::string& order)
{
    Supervised it{launch_of("mischief"), plugin::Limits{}};
    if (!it.run(it.supervisor.start()))
        _exit(1);
    const int id = it.supervisor.process_id();
    if (order.empty())
        it.ask("facts");
    else
        it.order(order);
    [[maybe_unused]] const auto n = write(tell, &id, sizeof id);
    it.until([] { return false; });
    _exit(1);
}

} // namespace

BOOST_AUTO_TEST_SUITE(orphans)

BOOST_AUTO_TEST_CASE(a_plugin_ends_with_its_program_even_when_it_hangs)
{
    for (const char* order : {"", "hang", "flood"}) {
        int pipes[2];
        BOOST_REQUIRE(pipe(pipes) == 0);
        const pid_t program = fork();
        if (program == 0)
            supervise(pipes[1], order);
        int id = 0;
        BOOST_REQUIRE(read(pipes[0], &id, sizeof id) == sizeof id);
        const int process = static_cast<int>(syscall(SYS_pidfd_open, id, 0));
        BOOST_REQUIRE(process >= 0);
        BOOST_TEST(kill(program, SIGKILL) == 0);
        waitpid(program, nullptr, 0);

        constexpr int kPatience = 5000; // ms
        pollfd ended{process, POLLIN, 0};
        BOOST_TEST(poll(&ended, 1, kPatience) == 1, "after '" << order << "'");
        close(process);
        close(pipes[0]);
        close(pipes[1]);
    }
}

BOOST_AUTO_TEST_SUITE_END()
