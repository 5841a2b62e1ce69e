// How every program ends: exit codes, and errors as a person reads them.
#pragma once

#include "core/base/options.hpp"

#include <functional>
#include <string_view>

namespace cordee {

inline constexpr int kExitDone = 0;
inline constexpr int kExitFailed = 1;   ///< it did not work, and stderr says why and what to do
inline constexpr int kExitUsage = 2;    ///< the command line or the settings make no sense
inline constexpr int kExitInternal = 3; ///< a mistake of ours

/// "name: error: …" and "name: hint: …" on stderr, in the person's language.
void print_error(std::string_view program, const UserError& error);

/// Sets the language of the environment, ignores SIGPIPE, forbids core dumps, runs the body and turns what it
/// throws into an exit code.
int run_program(std::string_view name, const std::function<int()>& body);

/// The arguments without the program's name. What was typed is overwritten where the system shows it to every
/// user of the computer: a link is a secret, and a program may wait for long.
std::vector<std::string> take_arguments(int argc, char** argv);

} // namespace cordee
