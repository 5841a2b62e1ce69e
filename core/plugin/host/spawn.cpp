// The plugin's fork(2) and what is like it. libc makes these calls with every signal blocked, so that for the
// real ones the kernel would end the process without a word about which it was.
#include "core/plugin/host/confine.hpp"

#include <cstdio>
#include <cstdlib>
#include <spawn.h>
#include <sys/syscall.h>
#include <unistd.h>

using cordee::plugin::host::end_by_violation;

#define CORDEE_INSTEAD extern "C" __attribute__((visibility("default")))

CORDEE_INSTEAD pid_t fork() noexcept
{
    end_by_violation(SYS_clone);
}

CORDEE_INSTEAD pid_t vfork() noexcept
{
    end_by_violation(SYS_clone);
}

CORDEE_INSTEAD int posix_spawn(pid_t*, const char*, const posix_spawn_file_actions_t*,
                               const posix_spawnattr_t*, char* const*, char* const*)
{
    end_by_violation(SYS_clone);
}

CORDEE_INSTEAD int posix_spawnp(pid_t*, const char*, const posix_spawn_file_actions_t*,
                                const posix_spawnattr_t*, char* const*, char* const*)
{
    end_by_violation(SYS_clone);
}

CORDEE_INSTEAD int system(const char*)
{
    end_by_violation(SYS_clone);
}

CORDEE_INSTEAD FILE* popen(const char*, const char*)
{
    end_by_violation(SYS_clone);
}
