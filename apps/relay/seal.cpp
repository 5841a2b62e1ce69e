#include "apps/relay/seal.hpp"

#include "core/base/error.hpp"
#include "core/base/language.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <string>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <vector>

namespace cordee::relay {
namespace {

#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_X86_64;
constexpr std::uint32_t kHighestCall = 0x40000000 - 1; // above are the same calls under other numbers (x32)
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = AUDIT_ARCH_AARCH64;
constexpr std::uint32_t kHighestCall = 0x7fffffff;
#else
#error "no system call numbers for this architecture"
#endif

/// io_uring and the others are further doors to the same rooms.
constexpr auto kForbidden = std::to_array<std::uint32_t>({
    SYS_connect,
    SYS_socket,
    SYS_socketpair,
    SYS_io_uring_setup,
    SYS_io_uring_enter,
    SYS_execve,
    SYS_execveat,
    SYS_pidfd_getfd,
    SYS_process_vm_readv,
    SYS_process_vm_writev,
});

sock_filter load(std::size_t offset)
{
    return BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset));
}

sock_filter answer(std::uint32_t action)
{
    return BPF_STMT(BPF_RET | BPF_K, action);
}

std::vector<sock_filter> make_filter()
{
    std::vector<sock_filter> out{
        load(offsetof(seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, kArchitecture, 1, 0),
        answer(SECCOMP_RET_KILL_PROCESS),
        load(offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, kHighestCall, 0, 1),
        answer(SECCOMP_RET_KILL_PROCESS),
    };
    for (const auto call : kForbidden) {
        out.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1));
        out.push_back(answer(SECCOMP_RET_ERRNO | EPERM));
    }
    out.push_back(answer(SECCOMP_RET_ALLOW));
    return out;
}

} // namespace

void seal_process()
{
    auto filter = make_filter();
    const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
        throw UserError{trf("the relay cannot give up its privileges: {}", std::strerror(errno)),
                        std::string{tr("run it on a Linux kernel with seccomp filters")}};
}

} // namespace cordee::relay
