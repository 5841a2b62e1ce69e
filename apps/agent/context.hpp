// What every command of the agent works with; tests put fakes in.
#pragma once

#include "apps/agent/settings.hpp"
#include "core/base/clock.hpp"
#include "core/base/options.hpp"
#include "core/base/random.hpp"
#include "core/endpoint/http.hpp"
#include "core/endpoint/known_broker.hpp"
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

/// --broker and --pin, else the settings, else the one that was used before. Throws UsageError when none is
/// known.
endpoint::KnownBroker broker_of(const Context& context, const Options& options,
                                const AgentSettings& settings);

/// What the operator sees when nothing else was said.
std::string computer_name();

} // namespace cordee::agent
