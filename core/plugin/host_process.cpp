#include "core/plugin/host_process.hpp"

#include "core/plugin/folder_wire.hpp"
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

/// Everything the child needs, made before fork(): in the child of a program with threads only
/// async-signal-safe calls are allowed, so nothing there may allocate.
struct Plan {
    pid_t parent;
    const char* program;
    char* const* environment;
    int socket;
    int requests;
    int authority;
    int folders;
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

/// Out of the way of the numbers that are wanted; -1 stays.
int set_aside(int descriptor) noexcept
{
    constexpr int kAside = 10;
    return descriptor < 0 ? -1 : fcntl(descriptor, F_DUPFD, kAside);
}

/// False: it failed. What the process does not have is closed under that number.
bool put_at(int descriptor, int number) noexcept
{
    if (descriptor >= 0)
        return dup2(descriptor, number) == number;
    close(number);
    return true;
}

/// 0 reads nothing, 1 and 2 are the output pipe, then the sockets and perhaps the authority and a socket for
/// files; nothing else is open.
bool arrange_descriptors(const Plan& plan) noexcept
{
    const int socket = set_aside(plan.socket);
    const int requests = set_aside(plan.requests);
    const int authority = set_aside(plan.authority);
    const int folders = set_aside(plan.folders);
    const int output = set_aside(plan.output);
    const int nothing = open("/dev/null", O_RDONLY);
    if (socket < 0 || requests < 0 || output < 0 || nothing < 0)
        return false;
    if (dup2(nothing, 0) != 0 || dup2(output, 1) != 1 || dup2(output, 2) != 2)
        return false;
    if (dup2(socket, kHostSocket) != kHostSocket || dup2(requests, kRequestSocket) != kRequestSocket)
        return false;
    static_assert(kAuthority == kRequestSocket + 1 && kFolderSocket == kAuthority + 1);
    return put_at(authority, kAuthority) && put_at(folders, kFolderSocket) &&
           close_range(static_cast<unsigned>(kFolderSocket) + 1, ~0u, 0) == 0;
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
    std::array<int, 2> sockets{-1, -1};
    std::array<int, 2> requests{-1, -1};
    std::array<int, 2> folders{-1, -1};
    std::array<int, 2> pipes{-1, -1};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets.data()) != 0)
        return Errc::io_error;
    HostProcess out;
    out.socket_ = UniqueFd{sockets[0]};
    const UniqueFd hosts_socket{sockets[1]};
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, requests.data()) != 0)
        return Errc::io_error;
    out.requests_ = UniqueFd{requests[0]};
    const UniqueFd hosts_requests{requests[1]};
    if (settings.folders && socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, folders.data()) != 0)
        return Errc::io_error;
    out.folders_ = UniqueFd{folders[0]};
    const UniqueFd hosts_folders{folders[1]};
    if (pipe2(pipes.data(), O_CLOEXEC) != 0)
        return Errc::io_error;
    out.output_ = UniqueFd{pipes[0]};
    const UniqueFd hosts_output{pipes[1]};
    if (access(settings.program.c_str(), X_OK) != 0)
        return Errc::io_error;

    auto environment = settings.environment;
    const auto environment_pointers = pointers(environment);
    const Plan plan{getpid(),
                    settings.program.c_str(),
                    environment_pointers.data(),
                    hosts_socket.get(),
                    hosts_requests.get(),
                    settings.authority,
                    hosts_folders.get(),
                    hosts_output.get(),
                    settings.memory};
    const pid_t id = fork();
    if (id == 0)
        become_host(plan);
    if (id < 0)
        return Errc::io_error;
    out.id_ = id;
    // Nobody has waited for the process, so the number still means it.
    out.pidfd_ = UniqueFd{pidfd_open(id, 0)};
    if (out.pidfd_.get() < 0)
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
