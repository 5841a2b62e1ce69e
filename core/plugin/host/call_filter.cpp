// The list of system calls that a plugin may make. Three answers: let through; refused with an error, for
// what well-behaved libraries try and live without; and the end of the process for all else.
#include "core/plugin/host/confine.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <memory>
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace cordee::plugin::host {
namespace {

constexpr auto kAllowed = std::to_array<int>({
    // descriptors that it has
    SCMP_SYS(read),
    SCMP_SYS(write),
    SCMP_SYS(readv),
    SCMP_SYS(writev),
    SCMP_SYS(pread64),
    SCMP_SYS(pwrite64),
    SCMP_SYS(preadv),
    SCMP_SYS(pwritev),
    SCMP_SYS(preadv2),
    SCMP_SYS(pwritev2),
    SCMP_SYS(lseek),
    SCMP_SYS(close),
    SCMP_SYS(close_range),
    SCMP_SYS(dup),
    SCMP_SYS(dup2),
    SCMP_SYS(dup3),
    SCMP_SYS(pipe),
    SCMP_SYS(pipe2),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(select),
    SCMP_SYS(pselect6),
    SCMP_SYS(epoll_create),
    SCMP_SYS(epoll_create1),
    SCMP_SYS(epoll_ctl),
    SCMP_SYS(epoll_wait),
    SCMP_SYS(epoll_pwait),
    SCMP_SYS(epoll_pwait2),
    SCMP_SYS(eventfd),
    SCMP_SYS(eventfd2),
    SCMP_SYS(signalfd),
    SCMP_SYS(signalfd4),
    SCMP_SYS(timerfd_create),
    SCMP_SYS(timerfd_settime),
    SCMP_SYS(timerfd_gettime),
    SCMP_SYS(fadvise64),
    SCMP_SYS(readahead),
    SCMP_SYS(flock),
    // sockets that it has
    SCMP_SYS(sendto),
    SCMP_SYS(sendmsg),
    SCMP_SYS(sendmmsg),
    SCMP_SYS(recvfrom),
    SCMP_SYS(recvmsg),
    SCMP_SYS(recvmmsg),
    SCMP_SYS(shutdown),
    SCMP_SYS(getsockopt),
    SCMP_SYS(getsockname),
    SCMP_SYS(getpeername),
    // looking at files; Landlock decides which can be read
    SCMP_SYS(stat),
    SCMP_SYS(lstat),
    SCMP_SYS(fstat),
    SCMP_SYS(newfstatat),
    SCMP_SYS(statx),
    SCMP_SYS(statfs),
    SCMP_SYS(fstatfs),
    SCMP_SYS(access),
    SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2),
    SCMP_SYS(readlink),
    SCMP_SYS(readlinkat),
    SCMP_SYS(getdents),
    SCMP_SYS(getdents64),
    SCMP_SYS(getcwd),
    SCMP_SYS(umask),
    // memory
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(mprotect),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(msync),
    SCMP_SYS(mincore),
    SCMP_SYS(membarrier),
    SCMP_SYS(pkey_alloc),
    SCMP_SYS(pkey_free),
    SCMP_SYS(pkey_mprotect),
    // its threads, signals and time
    SCMP_SYS(futex),
    SCMP_SYS(futex_waitv),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(get_robust_list),
    SCMP_SYS(rseq),
    SCMP_SYS(set_tid_address),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(sched_getparam),
    SCMP_SYS(sched_getscheduler),
    SCMP_SYS(sched_getattr),
    SCMP_SYS(sched_get_priority_max),
    SCMP_SYS(sched_get_priority_min),
    SCMP_SYS(sched_rr_get_interval),
    SCMP_SYS(getpriority),
    SCMP_SYS(getcpu),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigpending),
    SCMP_SYS(rt_sigtimedwait),
    SCMP_SYS(rt_sigsuspend),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(pause),
    SCMP_SYS(nanosleep),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_getres),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(time),
    SCMP_SYS(times),
    SCMP_SYS(alarm),
    SCMP_SYS(getitimer),
    SCMP_SYS(setitimer),
    SCMP_SYS(timer_create),
    SCMP_SYS(timer_settime),
    SCMP_SYS(timer_gettime),
    SCMP_SYS(timer_getoverrun),
    SCMP_SYS(timer_delete),
    SCMP_SYS(wait4),
    SCMP_SYS(waitid),
    // who and where it is
    SCMP_SYS(getpid),
    SCMP_SYS(getppid),
    SCMP_SYS(gettid),
    SCMP_SYS(getpgrp),
    SCMP_SYS(getpgid),
    SCMP_SYS(getsid),
    SCMP_SYS(getuid),
    SCMP_SYS(geteuid),
    SCMP_SYS(getgid),
    SCMP_SYS(getegid),
    SCMP_SYS(getgroups),
    SCMP_SYS(getresuid),
    SCMP_SYS(getresgid),
    SCMP_SYS(capget),
    SCMP_SYS(getrlimit),
    SCMP_SYS(getrusage),
    SCMP_SYS(sysinfo),
    SCMP_SYS(uname),
    SCMP_SYS(getrandom),
});

/// Changing what is on a disk, and taking part in a network.
constexpr auto kDenied = std::to_array<int>({
    SCMP_SYS(creat),        SCMP_SYS(mkdir),      SCMP_SYS(mkdirat),     SCMP_SYS(rmdir),
    SCMP_SYS(unlink),       SCMP_SYS(unlinkat),   SCMP_SYS(rename),      SCMP_SYS(renameat),
    SCMP_SYS(renameat2),    SCMP_SYS(link),       SCMP_SYS(linkat),      SCMP_SYS(symlink),
    SCMP_SYS(symlinkat),    SCMP_SYS(mknod),      SCMP_SYS(mknodat),     SCMP_SYS(chmod),
    SCMP_SYS(fchmod),       SCMP_SYS(fchmodat),   SCMP_SYS(chown),       SCMP_SYS(lchown),
    SCMP_SYS(fchown),       SCMP_SYS(fchownat),   SCMP_SYS(utime),       SCMP_SYS(utimes),
    SCMP_SYS(utimensat),    SCMP_SYS(futimesat),  SCMP_SYS(truncate),    SCMP_SYS(setxattr),
    SCMP_SYS(lsetxattr),    SCMP_SYS(fsetxattr),  SCMP_SYS(removexattr), SCMP_SYS(lremovexattr),
    SCMP_SYS(fremovexattr), SCMP_SYS(getxattr),   SCMP_SYS(lgetxattr),   SCMP_SYS(fgetxattr),
    SCMP_SYS(listxattr),    SCMP_SYS(llistxattr), SCMP_SYS(flistxattr),  SCMP_SYS(chdir),
    SCMP_SYS(fchdir),       SCMP_SYS(sync),       SCMP_SYS(syncfs),      SCMP_SYS(connect),
    SCMP_SYS(bind),         SCMP_SYS(listen),     SCMP_SYS(accept),      SCMP_SYS(accept4),
});

/// Shaping a file that it was given open for writing. They reach nothing that has no descriptor.
constexpr auto kForWriters = std::to_array<int>({
    SCMP_SYS(ftruncate),
    SCMP_SYS(fallocate),
    SCMP_SYS(fsync),
    SCMP_SYS(fdatasync),
    SCMP_SYS(sync_file_range),
});

/// More of the computer for itself.
constexpr auto kNotPermitted = std::to_array<int>({
    SCMP_SYS(setpriority),
    SCMP_SYS(sched_setscheduler),
    SCMP_SYS(sched_setparam),
    SCMP_SYS(sched_setattr),
    SCMP_SYS(ioprio_set),
    SCMP_SYS(ioprio_get),
    SCMP_SYS(setrlimit),
    SCMP_SYS(mlock),
    SCMP_SYS(mlock2),
    SCMP_SYS(mlockall),
    SCMP_SYS(munlock),
    SCMP_SYS(munlockall),
    SCMP_SYS(arch_prctl),
});

/// As in a kernel without them; libraries then take another way. clone3() hides its flags from a filter.
constexpr auto kAbsent = std::to_array<int>({
    SCMP_SYS(clone3),   SCMP_SYS(openat2),       SCMP_SYS(memfd_create),  SCMP_SYS(memfd_secret),
    SCMP_SYS(shmget),   SCMP_SYS(shmat),         SCMP_SYS(shmctl),        SCMP_SYS(shmdt),
    SCMP_SYS(semget),   SCMP_SYS(semctl),        SCMP_SYS(semop),         SCMP_SYS(semtimedop),
    SCMP_SYS(msgget),   SCMP_SYS(msgctl),        SCMP_SYS(msgrcv),        SCMP_SYS(msgsnd),
    SCMP_SYS(mq_open),  SCMP_SYS(mq_unlink),     SCMP_SYS(inotify_init),  SCMP_SYS(inotify_init1),
    SCMP_SYS(sendfile), SCMP_SYS(splice),        SCMP_SYS(tee),           SCMP_SYS(vmsplice),
    SCMP_SYS(mbind),    SCMP_SYS(get_mempolicy), SCMP_SYS(set_mempolicy), SCMP_SYS(io_uring_setup),
});

/// Calls that came after this program was written, up to a number that is far away.
constexpr int kFirstUnknown = 451;
constexpr int kLastUnknown = 600;

struct Release {
    void operator()(void* filter) const { seccomp_release(filter); }
};

/// Rules in the making; the first that fails decides.
class Filter {
public:
    Filter() : filter_{seccomp_init(SCMP_ACT_TRAP)}, good_{filter_ != nullptr} {}

    template <class... Conditions>
    void rule(std::uint32_t action, int call, Conditions... conditions)
    {
        const std::array<scmp_arg_cmp, sizeof...(conditions)> list{conditions...};
        good_ = good_ && seccomp_rule_add_array(filter_.get(), action, call,
                                                static_cast<unsigned>(list.size()), list.data()) == 0;
    }
    template <class List>
    void rules(std::uint32_t action, const List& calls)
    {
        for (const int call : calls)
            rule(action, call);
    }
    void set(scmp_filter_attr attribute, std::uint32_t value)
    {
        good_ = good_ && seccomp_attr_set(filter_.get(), attribute, value) == 0;
    }
    [[nodiscard]] bool load() { return good_ && seccomp_load(filter_.get()) == 0; }

private:
    std::unique_ptr<void, Release> filter_;
    bool good_;
};

constexpr std::uint32_t kPass = SCMP_ACT_ALLOW;
constexpr std::uint32_t kDeny = SCMP_ACT_ERRNO(EACCES);
constexpr std::uint32_t kRefuse = SCMP_ACT_ERRNO(EPERM);
constexpr std::uint32_t kLack = SCMP_ACT_ERRNO(ENOSYS);

scmp_arg_cmp is(unsigned argument, std::uint64_t value)
{
    return {argument, SCMP_CMP_EQ, value, 0};
}
scmp_arg_cmp is_not(unsigned argument, std::uint64_t value)
{
    return {argument, SCMP_CMP_NE, value, 0};
}
scmp_arg_cmp masked(unsigned argument, std::uint64_t mask, std::uint64_t value)
{
    return {argument, SCMP_CMP_MASKED_EQ, mask, value};
}

/// `flags` is the number of the argument that holds them.
void open_to_read(Filter& filter, int call, unsigned flags)
{
    constexpr std::uint64_t temporary = O_TMPFILE & ~static_cast<std::uint64_t>(O_DIRECTORY);
    constexpr auto writing =
        std::to_array<std::uint64_t>({O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND, temporary});
    std::uint64_t all = 0;
    for (const auto bit : writing) {
        all |= bit;
        filter.rule(kDeny, call, masked(flags, bit, bit));
    }
    filter.rule(kPass, call, masked(flags, all, 0));
}

void sockets(Filter& filter)
{
    constexpr std::uint64_t types = 0xf;
    // A datagram names whom it goes to, so that it would need no connect().
    for (const int call : {SCMP_SYS(socket), SCMP_SYS(socketpair)}) {
        filter.rule(kDeny, call, is_not(0, AF_UNIX));
        for (const std::uint64_t type : {SOCK_STREAM, SOCK_SEQPACKET})
            filter.rule(kPass, call, is(0, AF_UNIX), masked(1, types, type));
        for (const std::uint64_t type : {SOCK_DGRAM, SOCK_RAW})
            filter.rule(kDeny, call, is(0, AF_UNIX), masked(1, types, type));
    }
    filter.rule(kRefuse, SCMP_SYS(setsockopt), is_not(1, SOL_SOCKET));
    for (const std::uint64_t option :
         {SO_SNDBUF, SO_RCVBUF, SO_KEEPALIVE, SO_PASSCRED, SO_RCVTIMEO, SO_SNDTIMEO, SO_LINGER, SO_REUSEADDR})
        filter.rule(kPass, SCMP_SYS(setsockopt), is(1, SOL_SOCKET), is(2, option));
}

void descriptors(Filter& filter)
{
    open_to_read(filter, SCMP_SYS(open), 1);
    open_to_read(filter, SCMP_SYS(openat), 2);
    for (const std::uint64_t command : {F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GETLK,
                                        F_SETLK, F_SETLKW, F_GET_SEALS, F_ADD_SEALS, F_GETPIPE_SZ})
        filter.rule(kPass, SCMP_SYS(fcntl), is(1, command));
    // These send signals to others, and hold more memory of the kernel.
    for (const std::uint64_t command : {F_SETOWN, F_GETOWN, F_SETSIG, F_SETLEASE, F_NOTIFY, F_SETPIPE_SZ})
        filter.rule(kRefuse, SCMP_SYS(fcntl), is(1, command));
    for (const std::uint64_t order : {FIONREAD, FIONBIO, FIOCLEX, FIONCLEX, TCGETS, TIOCGWINSZ, TIOCOUTQ})
        filter.rule(kPass, SCMP_SYS(ioctl), is(1, order));
}

/// Memory that is shared with nobody yet would count for nothing: the core makes it and counts.
void memory(Filter& filter)
{
    constexpr std::uint64_t both = MAP_SHARED | MAP_ANONYMOUS;
    filter.rule(kRefuse, SCMP_SYS(mmap), masked(3, both, both));
    for (const std::uint64_t other : {0, MAP_SHARED, MAP_ANONYMOUS})
        filter.rule(kPass, SCMP_SYS(mmap), masked(3, both, other));
}

void processes(Filter& filter)
{
    constexpr std::uint64_t apart = CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWIPC |
                                    CLONE_NEWUTS | CLONE_NEWCGROUP | CLONE_PTRACE | CLONE_PIDFD;
    filter.rule(kPass, SCMP_SYS(clone), masked(0, CLONE_THREAD | apart, CLONE_THREAD));
    const auto self = static_cast<std::uint64_t>(getpid());
    for (const int call :
         {SCMP_SYS(kill), SCMP_SYS(tgkill), SCMP_SYS(rt_sigqueueinfo), SCMP_SYS(rt_tgsigqueueinfo)})
        filter.rule(kPass, call, is(0, self));
    // Done, as far as the plugin can see: a handler of its own must not keep a violation secret.
    filter.rule(SCMP_ACT_ERRNO(0), SCMP_SYS(rt_sigaction), is(0, SIGSYS));
    for (std::uint64_t signal = 1; signal < NSIG;
         ++signal) // the kernel looks at the lower half of the number only
        if (signal != SIGSYS)
            filter.rule(kPass, SCMP_SYS(rt_sigaction), is(0, signal));
    filter.rule(kPass, SCMP_SYS(sched_setaffinity), is(0, 0));
    filter.rule(kRefuse, SCMP_SYS(sched_setaffinity), is_not(0, 0));
    filter.rule(kPass, SCMP_SYS(prlimit64), is(0, 0), is(2, 0));
    filter.rule(kRefuse, SCMP_SYS(prlimit64), is(0, 0), is_not(2, 0));
    filter.rule(kRefuse, SCMP_SYS(prlimit64), is_not(0, 0));
    for (const std::uint64_t option :
         {PR_SET_NAME, PR_GET_NAME, PR_GET_DUMPABLE, PR_GET_SECCOMP, PR_GET_NO_NEW_PRIVS, PR_CAPBSET_READ,
          PR_SET_TIMERSLACK, PR_GET_TIMERSLACK})
        filter.rule(kPass, SCMP_SYS(prctl), is(0, option));
    for (const std::uint64_t option : {PR_SET_DUMPABLE, PR_SET_PDEATHSIG, PR_SET_PTRACER, PR_SET_THP_DISABLE})
        filter.rule(kRefuse, SCMP_SYS(prctl), is(0, option));
}

} // namespace

bool filter_calls(bool writes)
{
    Filter filter;
    filter.set(SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    filter.set(SCMP_FLTATR_CTL_TSYNC, 1);
    constexpr std::uint32_t binary_tree = 2;
    filter.set(SCMP_FLTATR_CTL_OPTIMIZE, binary_tree);
    filter.rules(kPass, kAllowed);
    filter.rules(kDeny, kDenied);
    filter.rules(writes ? kPass : kDeny, kForWriters);
    filter.rule(writes ? kPass : kLack, SCMP_SYS(copy_file_range));
    filter.rules(kRefuse, kNotPermitted);
    filter.rules(kLack, kAbsent);
    for (int call = kFirstUnknown; call <= kLastUnknown; ++call)
        filter.rule(kLack, call);
    descriptors(filter);
    sockets(filter);
    memory(filter);
    processes(filter);
    return filter.load();
}

} // namespace cordee::plugin::host
