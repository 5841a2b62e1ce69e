// The command line that all servers share: settings, their check, logging.
#pragma once

#include "core/base/setting.hpp"

#include <functional>
#include <string>

namespace cordee {

struct ServerProgram {
    std::string name;    ///< "cordee-relay"; its settings file is /etc/cordee/relay.toml
    std::string summary; ///< one sentence for --help
    SettingList settings;
    /// Runs until the server ends; returns the exit code. Settings and logging are ready.
    std::function<int()> run;
};

/// --help, --version, --config FILE, --set key=value, --check-config, --print-config. Returns the exit code.
/// The settings log.level and log.format are added.
int run_server(ServerProgram program, int argc, char** argv);

} // namespace cordee
