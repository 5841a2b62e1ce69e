#include "tests/tools/linkem/link.hpp"
#include "tests/tools/linkem/verbs.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

namespace linkem {
namespace {

constexpr useconds_t kPauseMillisecond = 1000;

std::string network_path(const std::string& name, Side side)
{
    return "/run/netns/" + name + (side == kLeft ? "-left" : "-right");
}

std::string state_path(const std::string& name, const char* what)
{
    return "/run/linkem/" + name + what;
}

std::string read_file(const std::string& path)
{
    std::ifstream in{path};
    return {std::istreambuf_iterator<char>{in}, {}};
}

/// The process that carries the packets; 0 when there is none.
pid_t carrier(const std::string& name)
{
    const auto process = static_cast<pid_t>(std::atol(read_file(state_path(name, ".pid")).c_str()));
    // A zombie has no command line.
    const auto command = process > 1 ? read_file("/proc/" + std::to_string(process) + "/cmdline") : "";
    return command.find("linkem") != std::string::npos ? process : 0;
}

/// Names the namespace, so that it lives without a process in it.
void pin_network(const std::string& path, int network)
{
    const auto source = "/proc/self/fd/" + std::to_string(network);
    close(open(path.c_str(), O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444));
    if (mount(source.c_str(), path.c_str(), nullptr, MS_BIND, nullptr) != 0)
        die("mount %s: %s", path.c_str(), std::strerror(errno));
}

/// Whole or not at all, so that a reader may wait for it.
void write_stats(const std::string& name, const std::string& text)
{
    const auto fresh = state_path(name, ".stats-new");
    write_file(fresh, text, false);
    [[maybe_unused]] const int ignored = rename(fresh.c_str(), state_path(name, ".stats").c_str());
}

void carry(const std::string& name, const Options& options, const std::array<End, 2>& ends, int signals)
{
    setsid();
    const int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (const int stream : {0, 1, 2})
        dup2(nothing, stream);
    Link link{options, ends[kLeft], ends[kRight]};
    link.run(signals, [&](int signal) {
        if (signal == SIGUSR1)
            write_stats(name, link.report());
        return signal == SIGTERM || signal == SIGINT;
    });
    write_stats(name, link.report());
}

} // namespace

int up(const std::string& name, const Options& options)
{
    if (access(network_path(name, kLeft).c_str(), F_OK) == 0)
        die("'%s' is already up (linkem down %s)", name.c_str(), name.c_str());
    mkdir("/run/netns", 0755);
    mkdir("/run/linkem", 0755);
    std::array<End, 2> ends;
    for (const Side side : {kLeft, kRight}) {
        ends[side] = make_end(options, side);
        pin_network(network_path(name, side), ends[side].network);
    }
    write_file(state_path(name, ".env"),
               "LINKEM_LEFT=" + options.address(kLeft) + "\nLINKEM_RIGHT=" + options.address(kRight) + "\n",
               true);
    sigset_t mask;
    const int signals = signal_descriptor(mask); // before the fork, so that no signal comes too early
    const pid_t child = fork();
    if (child == 0)
        carry(name, options, ends, signals);
    else
        write_file(state_path(name, ".pid"), std::to_string(child) + "\n", true);
    return 0;
}

int stats(const std::string& name)
{
    const auto process = carrier(name);
    if (process == 0)
        die("no link named '%s'", name.c_str());
    const auto file = state_path(name, ".stats");
    unlink(file.c_str());
    kill(process, SIGUSR1);
    for (int i = 0; i < 1000 && access(file.c_str(), F_OK) != 0; ++i)
        usleep(kPauseMillisecond);
    std::fputs(read_file(file).c_str(), stdout);
    return access(file.c_str(), F_OK) == 0 ? 0 : kFailure;
}

int down(const std::string& name)
{
    const auto process = carrier(name);
    bool found = process != 0;
    if (found) {
        kill(process, SIGTERM);
        for (int i = 0; i < 400 && carrier(name) != 0; ++i)
            usleep(5 * kPauseMillisecond);
    }
    for (const Side side : {kLeft, kRight}) {
        const auto path = network_path(name, side);
        found = umount2(path.c_str(), MNT_DETACH) == 0 || found;
        unlink(path.c_str());
    }
    std::fputs(read_file(state_path(name, ".stats")).c_str(), stdout);
    for (const char* what : {".pid", ".stats", ".env"})
        unlink(state_path(name, what).c_str());
    if (!found)
        die("no link named '%s'", name.c_str());
    return 0;
}

int exec_in(const std::string& name, const std::string& side, char** command)
{
    if (side != "left" && side != "right")
        die("say left or right");
    const auto path = network_path(name, side == "left" ? kLeft : kRight);
    const int network = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (network < 0 || setns(network, CLONE_NEWNET) != 0)
        die("link '%s': %s", name.c_str(), std::strerror(errno));
    std::ifstream environment{state_path(name, ".env")};
    for (std::string line; std::getline(environment, line);)
        if (const auto equals = line.find('='); equals != std::string::npos)
            setenv(line.substr(0, equals).c_str(), line.substr(equals + 1).c_str(), 1);
    execvp(command[0], command);
    die("%s: %s", command[0], std::strerror(errno));
}

} // namespace linkem
