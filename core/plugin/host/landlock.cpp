// What the process can open. The numbers are the kernel's; the headers of the distribution know only the
// first of them.
#include "core/plugin/host/confine.hpp"

#include <array>
#include <cstdint>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace cordee::plugin::host {
namespace {

/// struct landlock_ruleset_attr of version 6.
struct Ruleset {
    std::uint64_t files;
    std::uint64_t network;
    std::uint64_t scopes;
};

struct Version {
    long number; ///< from which the kernel knows these
    std::uint64_t files;
    std::uint64_t network;
    std::uint64_t scopes;
};

/// Everything a version can forbid: it grants nothing but what allow_reading() adds.
constexpr std::array kVersions{
    Version{1, (1u << 13) - 1, 0, 0},
    Version{2, 1u << 13, 0, 0}, // moving between folders
    Version{3, 1u << 14, 0, 0}, // truncating
    Version{4, 0, 3, 0},        // binding and connecting TCP
    Version{5, 1u << 15, 0, 0}, // ioctl of devices
    Version{6, 0, 0, 3},        // abstract sockets and signals of others
};

/// System libraries, fonts, locales, time zones, and what libraries ask about the computer.
constexpr auto kReadable = std::to_array<const char*>({
    "/usr/lib",
    "/usr/lib32",
    "/usr/lib64",
    "/usr/local/lib",
    "/usr/share",
    "/usr/local/share",
    "/lib",
    "/lib64",
    "/etc/ld.so.cache",
    "/etc/fonts",
    "/etc/localtime",
    "/etc/locale.alias",
    "/etc/X11",
    "/var/cache/fontconfig",
    "/dev/null",
    "/dev/zero",
    "/proc/self",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/proc/stat",
    "/proc/sys/vm/overcommit_memory",
    "/sys/devices/system/cpu",
});

std::size_t size_of(long version)
{
    return version < 4 ? sizeof(std::uint64_t) : version < 6 ? 2 * sizeof(std::uint64_t) : sizeof(Ruleset);
}

/// What is not there needs no rule.
void allow_reading(int ruleset, const char* path)
{
    const int place = open(path, O_PATH | O_CLOEXEC);
    if (place < 0)
        return;
    struct stat facts {};
    const bool folder = fstat(place, &facts) == 0 && S_ISDIR(facts.st_mode);
    landlock_path_beneath_attr rule{};
    rule.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE | (folder ? LANDLOCK_ACCESS_FS_READ_DIR : 0u);
    rule.parent_fd = place;
    syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(place);
}

} // namespace

FileRules restrict_files(const std::string& readable)
{
    const long version = syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1)
        return FileRules::absent;
    Ruleset wanted{};
    for (const auto& one : kVersions)
        if (one.number <= version) {
            wanted.files |= one.files;
            wanted.network |= one.network;
            wanted.scopes |= one.scopes;
        }
    const int ruleset = static_cast<int>(syscall(SYS_landlock_create_ruleset, &wanted, size_of(version), 0));
    if (ruleset < 0)
        return FileRules::failed;
    for (const char* path : kReadable)
        allow_reading(ruleset, path);
    allow_reading(ruleset, readable.c_str());
    const bool done = syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    close(ruleset);
    return done ? FileRules::hold : FileRules::failed;
}

} // namespace cordee::plugin::host
