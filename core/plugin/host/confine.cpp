#include "core/plugin/host/confine.hpp"

#include <array>
#include <cstdio>
#include <fcntl.h>
#include <linux/capability.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace cordee::plugin::host {
namespace {

constexpr int kNotConfined = 3;

/// When memory runs out, the kernel takes it from here first.
void offer_to_oom_killer()
{
    const int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (file < 0)
        return;
    [[maybe_unused]] const auto written = write(file, "1000", 4);
    close(file);
}

[[noreturn]] void give_up(const char* why)
{
    std::fprintf(stderr, "cordee-plugin-host: error: %s\n", why);
    _exit(kNotConfined);
}

/// Of root, where the core could not make a user without any.
void drop_capabilities()
{
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    const std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
    syscall(SYS_capset, &header, none.data());
}

} // namespace

std::vector<std::string> confine(const std::string& readable, bool writes)
{
    std::vector<std::string> missing;
    offer_to_oom_killer();
    drop_capabilities();
    // Shared memory comes from the core; nothing else that is writable has a size, unless it is given files.
    const rlimit none{0, 0};
    if (!writes)
        setrlimit(RLIMIT_FSIZE, &none);
    const auto files = restrict_files(readable);
    if (files == FileRules::failed)
        give_up("the rules for files (Landlock) cannot be installed");
    if (files == FileRules::absent)
        missing.emplace_back("this kernel has no Landlock: the plugin can read what this person can read");
    report_violations();
    if (!filter_calls(writes))
        give_up("this kernel has no filter for system calls (seccomp)");
    return missing;
}

} // namespace cordee::plugin::host
