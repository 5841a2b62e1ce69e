#include "core/plugin/host/confine.hpp"
#include "core/plugin/host_request.hpp"

#include <csignal>
#include <sys/socket.h>
#include <unistd.h>

namespace cordee::plugin::host {
namespace {

/// The call was not made. Only async-signal-safe calls.
void handle_violation(int, siginfo_t* info, void*)
{
    end_by_violation(info->si_syscall);
}

} // namespace

void end_by_violation(int call)
{
    const auto packet = encode_request({RequestKind::violation, static_cast<std::uint64_t>(call)});
    [[maybe_unused]] const auto sent =
        send(kRequestSocket, packet.data(), packet.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    // By the kernel's own way, whatever the plugin made of signals.
    kill(getpid(), SIGKILL);
    _exit(128 + SIGSYS);
}

void report_violations()
{
    struct sigaction action {};
    action.sa_sigaction = &handle_violation;
    // The filter does not let the plugin change it.
    action.sa_flags = SA_SIGINFO;
    sigaction(SIGSYS, &action, nullptr);
}

} // namespace cordee::plugin::host
