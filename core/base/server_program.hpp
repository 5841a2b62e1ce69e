// The command line that all servers share: settings, their check, logging.
#pragma once

#include "core/base/logging.hpp"
#include "core/base/setting.hpp"

#include <functional>
#include <string>

namespace cordee {

/// Reads the program's sources of settings again, into a list of its own, for a reload. Returns the level of
/// logging that they ask for, which log::set_level() takes. Throws UserError as the program's start does.
using Reread = std::function<log::Level(const SettingList& into)>;

struct ServerProgram {
    std::string name;    ///< "cordee-relay"; its settings file is /etc/cordee/relay.toml
    std::string summary; ///< one sentence for --help
    SettingList settings;
    /// Runs until the server ends; returns the exit code. Settings and logging are ready.
    std::function<int(const Reread& reread)> run;
    /// What --check-config looks at beyond each value's form. Throws UserError; may be empty.
    std::function<void()> check{};
};

/// --help, --version, --config FILE, --set key=value, --check-config, --print-config. Returns the exit code.
/// The settings log.level and log.format are added.
int run_server(ServerProgram program, int argc, char** argv);

} // namespace cordee
