// What linkem can be told to do; each returns the exit status.
#pragma once

#include "tests/tools/linkem/options.hpp"

namespace linkem {

// run.cpp: a link for as long as one command runs.
int run_commands(const Options& options);

// standing.cpp: a link that stays up, by name.
int up(const std::string& name, const Options& options);
int stats(const std::string& name);
int down(const std::string& name);
int exec_in(const std::string& name, const std::string& side, char** command);

} // namespace linkem
