// Takes from this process everything that no plugin needs, for good, before anything of the plugin is loaded.
#pragma once

#include <string>
#include <vector>

namespace cordee::plugin::host {

/// Call it once, on the only thread. `readable`: what the plugin may read beside the system's libraries,
/// fonts and the like; a folder, or one file. `writes`: whether it may be given files to write, as open
/// descriptors. Returns what this system could not be asked for, each as a line for the log. Ends the process
/// when what this kernel has cannot be installed, and where it has no filter of system calls.
std::vector<std::string> confine(const std::string& readable, bool writes);

enum class FileRules { hold, absent, failed };
/// Only these files can be read, and none written (Landlock). Absent: this kernel cannot do that.
FileRules restrict_files(const std::string& readable);

/// Only the system calls of the list are let through (seccomp); with `writes` also those that shape an open
/// file. False: the kernel refused.
bool filter_calls(bool writes = false);

/// From now on a forbidden call is told to the core and then ends the process.
void report_violations();
[[noreturn]] void end_by_violation(int call);

} // namespace cordee::plugin::host
