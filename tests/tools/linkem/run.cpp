#include "tests/tools/linkem/link.hpp"
#include "tests/tools/linkem/verbs.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace linkem {
namespace {

constexpr useconds_t kMillisecond = 1000;

struct Command {
    const std::vector<char*>& words;
    int network;
    bool foreground;
};

[[noreturn]] void become(const Options& options, const Command& command, pid_t parent, const sigset_t& mask)
{
    sigprocmask(SIG_SETMASK, &mask, nullptr);
    setpriority(PRIO_PROCESS, 0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(kFailure);
    if (!command.foreground) { // its own group, so that all of it can be ended
        setpgid(0, 0);
        dup2(open("/dev/null", O_RDONLY | O_CLOEXEC), 0);
    }
    if (setns(command.network, CLONE_NEWNET) != 0)
        _exit(kFailure);
    setenv("LINKEM_LEFT", options.address(kLeft).c_str(), 1);
    setenv("LINKEM_RIGHT", options.address(kRight).c_str(), 1);
    execvp(command.words[0], command.words.data());
    std::fprintf(stderr, "linkem: %s: %s\n", command.words[0], std::strerror(errno));
    _exit(127);
}

pid_t start(const Options& options, const Command& command, const sigset_t& mask)
{
    const pid_t parent = getpid();
    const pid_t child = fork();
    if (child == 0)
        become(options, command, parent, mask);
    return child;
}

void publish(const Options& options, const std::string& text)
{
    if (options.quiet)
        return;
    if (options.stats.empty())
        std::fputs(text.c_str(), stderr);
    else
        write_file(options.stats, text, true);
}

/// Reaps; the first word of the left command's end is its status.
struct Children {
    pid_t left = 0;
    pid_t right = 0;
    int status = 0;

    /// True when the left one has ended.
    bool reap()
    {
        bool over = false;
        int ended = 0;
        for (pid_t child = 0; (child = waitpid(-1, &ended, WNOHANG)) > 0;) {
            if (child == left) {
                status = ended;
                over = true;
            }
            if (child == right)
                right = 0;
        }
        return over;
    }

    void end_right()
    {
        const pid_t group = right;
        if (group == 0)
            return;
        kill(-group, SIGTERM);
        for (int i = 0; i < 100 && waitpid(group, nullptr, WNOHANG) == 0; ++i)
            usleep(20 * kMillisecond);
        kill(-group, SIGKILL);
    }
};

} // namespace

int run_commands(const Options& options)
{
    const auto left = make_end(options, kLeft);
    const auto right = make_end(options, kRight);
    sigset_t mask;
    const int signals = signal_descriptor(mask);
    Children children;
    if (!options.right.empty()) {
        children.right = start(options, {options.right, right.network, false}, mask);
        usleep(static_cast<useconds_t>(options.gap_ms) * kMillisecond);
    }
    Link link{options, left, right};
    children.left = start(options, {options.left, left.network, true}, mask);
    link.run(signals, [&](int signal) {
        if (signal == SIGCHLD)
            return children.reap();
        kill(children.left, signal);
        return false;
    });
    children.end_right();
    publish(options, link.report());
    return WIFEXITED(children.status) ? WEXITSTATUS(children.status) : 128 + WTERMSIG(children.status);
}

} // namespace linkem
