// The client's side of one attended session.
#pragma once

#include "core/base/clock.hpp"
#include "core/base/options.hpp"
#include "core/base/random.hpp"
#include "core/endpoint/http.hpp"
#include "core/endpoint/private_folders.hpp"
#include "core/endpoint/terminal.hpp"

#include <string>
#include <vector>

namespace cordee::agent {

struct Context {
    endpoint::Terminal& terminal;
    endpoint::PrivateFolders folders;
    endpoint::HttpConnector connect = endpoint::connect_https;
    const Clock& clock = system_clock();
    Random& random = system_random();
};

/// Runs the command line and returns the exit code; throws UserError.
int run_command_line(Context& context, const std::vector<std::string>& arguments);

/// `join LINK`: everything that can be wrong on this computer is found before the link is used up.
int run_join(Context& context, const Options& options);

} // namespace cordee::agent
