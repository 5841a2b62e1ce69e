// Each layer of a plugin's confinement alone, as on a kernel that lacks the others.
#include "core/plugin/host/confine.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <functional>
#include <seccomp.h>
#include <string>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace cordee::plugin::host;
using namespace cordee::test;

namespace {

/// How the process ended in which this ran: 0 is well.
int in_process(const std::function<int()>& run)
{
    const pid_t child = fork();
    if (child == 0) {
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        _exit(run());
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

bool fails_with(int error, long result)
{
    return result < 0 && errno == error;
}

/// The number of the first that is not so, from 1; 0 when all are.
int first_wrong(const std::vector<std::function<bool()>>& all)
{
    for (std::size_t i = 0; i < all.size(); ++i)
        if (!all[i]())
            return static_cast<int>(i) + 1;
    return 0;
}

} // namespace

BOOST_AUTO_TEST_SUITE(layers)

BOOST_AUTO_TEST_CASE(the_filter_alone_refuses_writing_and_networks)
{
    const TemporaryFolder folder;
    const auto path = folder.path().string() + "/file";
    write_text(path, "text");
    const auto wrong = in_process([&] {
        if (!filter_calls())
            return 100;
        const auto name = path.c_str();
        return first_wrong({
            [&] { return open(name, O_RDONLY) >= 0; },
            [&] { return fails_with(EACCES, open(name, O_WRONLY)); },
            [&] { return fails_with(EACCES, open(name, O_RDWR)); },
            [&] { return fails_with(EACCES, open(name, O_RDONLY | O_TRUNC)); },
            [&] { return fails_with(EACCES, open((path + "2").c_str(), O_RDONLY | O_CREAT, 0600)); },
            [&] { return fails_with(EACCES, open(folder.path().c_str(), O_TMPFILE | O_RDWR, 0600)); },
            [&] { return fails_with(EACCES, unlink(name)); },
            [&] { return fails_with(EACCES, mkdir((path + "3").c_str(), 0700)); },
            [&] { return fails_with(EACCES, truncate(name, 0)); },
            [] { return fails_with(EACCES, socket(AF_INET, SOCK_STREAM, 0)); },
            [] { return fails_with(EACCES, socket(AF_UNIX, SOCK_DGRAM, 0)); },
            [] { return fails_with(ENOSYS, memfd_create("x", 0)); },
        });
    });
    BOOST_TEST(wrong == 0);
    BOOST_TEST(in_process([] { return filter_calls() && fork() < 0 ? 0 : 1; }) == 1000 + SIGSYS);
    BOOST_TEST(read_text(path) == "text");
}

BOOST_AUTO_TEST_CASE(landlock_alone_refuses_files)
{
    if (in_process([] { return restrict_files("/nowhere") == FileRules::hold ? 0 : 1; }) != 0) {
        BOOST_TEST_MESSAGE("this kernel has no Landlock");
        return;
    }
    const TemporaryFolder folder;
    const auto own = folder.path().string() + "/own";
    write_text(own + "/file", "own");
    write_text(folder.path() / "file", "other");
    const auto wrong = in_process([&] {
        if (restrict_files(own) != FileRules::hold)
            return 100;
        return first_wrong({
            [&] { return open((own + "/file").c_str(), O_RDONLY) >= 0; },
            [&] { return fails_with(EACCES, open((own + "/file").c_str(), O_WRONLY)); },
            [&] { return fails_with(EACCES, open((own + "/new").c_str(), O_WRONLY | O_CREAT, 0600)); },
            [&] { return fails_with(EACCES, open((folder.path() / "file").c_str(), O_RDONLY)); },
            [&] { return fails_with(EACCES, open(folder.path().c_str(), O_RDONLY | O_DIRECTORY)); },
            [&] { return fails_with(EACCES, unlink((own + "/file").c_str())); },
            [] { return fails_with(EACCES, open("/etc/passwd", O_RDONLY)); },
            [] { return fails_with(EACCES, open("/proc/1/status", O_RDONLY)); },
            [] { return open("/proc/self/status", O_RDONLY) >= 0; },
        });
    });
    BOOST_TEST(wrong == 0);
}

/// As where the kernel has it but does not let this process use it.
BOOST_AUTO_TEST_CASE(rules_for_files_that_cannot_be_installed_are_not_taken_for_absent)
{
    const auto outcome = in_process([] {
        scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
        if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(E2BIG), SCMP_SYS(landlock_restrict_self), 0) != 0 ||
            seccomp_load(filter) != 0)
            return 100;
        return restrict_files("/nowhere") == FileRules::failed ? 0 : 1;
    });
    if (in_process([] { return restrict_files("/nowhere") == FileRules::absent ? 0 : 1; }) != 0)
        BOOST_TEST(outcome == 0);
}

BOOST_AUTO_TEST_SUITE_END()
