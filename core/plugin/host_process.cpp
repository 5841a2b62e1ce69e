#include "core/plugin/host_process.hpp"

#include "core/plugin/host_frame.hpp"
#include "core/plugin/host_request.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern "C" {
#include <sys/pidfd.h> // glibc 2.36 does not say itself that these are C functions
}

namespace cordee::plugin {
namespace {

constexpr int kNoStart = 127;
constexpr rlim_t kDescriptors = 256;
/// Processes and threads. Only inside a user namespace the kernel counts the plugin's alone.
constexpr rlim_t kThreads = 128;
/// Address space for each byte of writable memory: what is only reserved, and what is mapped of files.
constexpr rlim_t kAddresses = 8;

constexpr int kGiven = kLastGiven - kHostSocket + 1;

/// Everything the child needs, made before fork(): in the child of a program with threads only
/// async-signal-safe calls are allowed, so nothing there may allocate.
struct Plan {
    pid_t parent;
    const char* program;
    char* const* environment;
    /// Those of kHostSocket and after it, in order; -1 for none.
    std::array<int, kGiven> given;
    int output;
    rlim_t memory;
};

void limit(__rlimit_resource what, rlim_t to) noexcept
{
    const rlimit value{to, to};
    setrlimit(what, &value);
}

void default_signals() noexcept
{
    for (int signal = 1; signal < NSIG; ++signal)
        ::signal(signal, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// 0 reads nothing, 1 and 2 are the output pipe, then what is given; nothing else is open.
bool arrange_descriptors(const Plan& plan) noexcept
{
    constexpr int kAside = 20;
    static_assert(kAside > kLastGiven);
    std::array<int, kGiven> aside{};
    for (std::size_t i = 0; i < plan.given.size(); ++i)
        if (aside[i] = plan.given[i] < 0 ? -1 : fcntl(plan.given[i], F_DUPFD, kAside);
            plan.given[i] >= 0 && aside[i] < 0)
            return false;
    const int output = fcntl(plan.output, F_DUPFD, kAside);
    const int nothing = open("/dev/null", O_RDONLY);
    if (output < 0 || nothing < 0)
        return false;
    if (dup2(nothing, 0) != 0 || dup2(output, 1) != 1 || dup2(output, 2) != 2)
        return false;
    for (std::size_t i = 0; i < aside.size(); ++i) {
        const int target = kHostSocket + static_cast<int>(i);
        if (aside[i] < 0)
            close(target);
        else if (dup2(aside[i], target) != target)
            return false;
    }
    return close_range(static_cast<unsigned>(kLastGiven) + 1, ~0u, 0) == 0;
}

/// A network that has not even a loopback, no abstract sockets and no shared memory of others. A new user may
/// have them without rights of its own, where the administrator left that on.
bool leave_namespaces() noexcept
{
    return unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC) == 0;
}

void limit_resources(const Plan& plan, bool alone) noexcept
{
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, kDescriptors);
    limit(RLIMIT_MEMLOCK, 0);
    limit(RLIMIT_MSGQUEUE, 0);
    if (alone)
        limit(RLIMIT_NPROC, kThreads);
#ifndef CORDEE_SANITIZED // a sanitizer's shadow memory is counted, too
    limit(RLIMIT_DATA, plan.memory);
    limit(RLIMIT_AS, plan.memory * kAddresses);
#else
    (void)plan;
#endif
}

[[noreturn]] void become_host(const Plan& plan) noexcept
{
    const bool alone = leave_namespaces();
    // The parent may have ended before prctl(); then no signal will come.
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != plan.parent)
        _exit(kNoStart);
    // No terminal: it could type into it, and Ctrl-C there is for the core, which ends it in order.
    setsid();
    default_signals();
    if (!arrange_descriptors(plan) || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        _exit(kNoStart);
    limit_resources(plan, alone);
    char name[] = "cordee-plugin-host";
    char namespaces[] = "alone";
    char* arguments[] = {name, alone ? namespaces : nullptr, nullptr};
    execve(plan.program, arguments, plan.environment);
    _exit(kNoStart);
}

bool make_pair(int type, UniqueFd& ours, UniqueFd& hosts)
{
    std::array<int, 2> ends{-1, -1};
    if (socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return false;
    ours = UniqueFd{ends[0]};
    hosts = UniqueFd{ends[1]};
    return true;
}

/// Nobody else of this person reads this program's memory from here on: a plugin cannot, also where the
/// kernel has neither namespaces for it nor Landlock.
void keep_memory_private() noexcept
{
#ifndef CORDEE_SANITIZED // LeakSanitizer looks at its own process in that way
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

std::vector<char*> pointers(std::vector<std::string>& texts)
{
    std::vector<char*> out;
    for (auto& text : texts)
        out.push_back(text.data());
    out.push_back(nullptr);
    return out;
}

} // namespace

UniqueFd& UniqueFd::operator=(UniqueFd&& other) noexcept
{
    if (this != &other) {
        reset();
        fd_ = other.release();
    }
    return *this;
}

void UniqueFd::reset()
{
    if (fd_ >= 0)
        ::close(release());
}

Result<HostProcess> HostProcess::start(const Settings& settings)
{
    const auto from_host = make_message_memory();
    const auto to_host = make_message_memory();
    HostProcess out;
    out.ends_.from_host = MappedMemory{from_host.get(), MappedMemory::Use::read};
    out.ends_.to_host = MappedMemory{to_host.get(), MappedMemory::Use::write};
    if (to_host)
        forbid_writing(to_host.get());
    UniqueFd hosts_socket;
    UniqueFd hosts_requests;
    UniqueFd hosts_storage;
    UniqueFd hosts_folders;
    if (!make_pair(SOCK_STREAM, out.ends_.socket, hosts_socket) ||
        !make_pair(SOCK_SEQPACKET, out.ends_.requests, hosts_requests) ||
        !make_pair(SOCK_STREAM, out.ends_.storage, hosts_storage) ||
        (settings.folders && !make_pair(SOCK_SEQPACKET, out.ends_.folders, hosts_folders)))
        return Errc::io_error;
    std::array<int, 2> pipes{-1, -1};
    if (pipe2(pipes.data(), O_CLOEXEC) != 0)
        return Errc::io_error;
    out.ends_.output = UniqueFd{pipes[0]};
    const UniqueFd hosts_output{pipes[1]};
    if (access(settings.program.c_str(), X_OK) != 0)
        return Errc::io_error;

    keep_memory_private();
    auto environment = settings.environment;
    const auto environment_pointers = pointers(environment);
    const Plan plan{getpid(),
                    settings.program.c_str(),
                    environment_pointers.data(),
                    {hosts_socket.get(), hosts_requests.get(), hosts_storage.get(), from_host.get(),
                     to_host.get(), settings.authority, hosts_folders.get()},
                    hosts_output.get(),
                    settings.memory};
    const pid_t id = fork();
    if (id == 0)
        become_host(plan);
    if (id < 0)
        return Errc::io_error;
    out.id_ = id;
    // Nobody has waited for the process, so the number still means it.
    out.ends_.pidfd = UniqueFd{pidfd_open(id, 0)};
    if (out.ends_.pidfd.get() < 0)
        return Errc::io_error;
    return out;
}

HostProcess::~HostProcess()
{
    if (id_ != 0) {
        kill();
        reap();
    }
}

void HostProcess::kill() noexcept
{
    if (id_ == 0)
        return;
    ::kill(-id_, SIGKILL);
    ::kill(id_, SIGKILL);
}

std::string HostProcess::reap()
{
    siginfo_t info{};
    while (waitid(P_PID, static_cast<id_t>(id_), &info, WEXITED) != 0 && errno == EINTR) {
    }
    id_ = 0;
    const auto number = std::to_string(info.si_status);
    if (info.si_code == CLD_EXITED)
        return "exit " + number;
    const char* name = sigabbrev_np(info.si_status);
    return "signal " + number + (name == nullptr ? "" : ", " + std::string{name});
}

std::vector<std::string> resolve_environment(const std::vector<std::string>& wanted)
{
    std::vector<std::string> out;
    for (const auto& entry : wanted) {
        if (entry.find('=') != std::string::npos)
            out.push_back(entry);
        else if (const char* value = std::getenv(entry.c_str()))
            out.push_back(entry + "=" + value);
    }
    return out;
}

} // namespace cordee::plugin
