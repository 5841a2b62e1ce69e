// The settings that both programs of an endpoint share, and where they are looked for.
#pragma once

#include "core/base/options.hpp"
#include "core/base/settings.hpp"
#include "core/endpoint/private_folders.hpp"

#include <string>

namespace cordee::endpoint {

struct EndpointSettings {
    Setting<std::string> plugin_host{"plugin.host", "",
                                     "the plugin host program; empty: beside this program"};
    Setting<std::string> log_level{"log.level", "error", "debug, info, warning or error"};
    Setting<std::string> log_format{"log.format", "text", "text or json, one line per event on stderr"};

    Setting<std::vector<std::string>> ports{
        "connection.ports", {}, "ports of relays in the order in which they are tried; empty: the account's"};
    Setting<std::vector<std::string>> encapsulations{
        "connection.encapsulations", {}, "native, https, http in the order in which they are tried"};
    Setting<std::string> proxy{"connection.proxy", "",
                               "http://user:password@host:port, or none; empty: from the environment"};
    Setting<bool> direct{"connection.direct", true, "connect without a relay where that is possible"};

    Setting<std::chrono::milliseconds> patience{
        "connection.patience", std::chrono::minutes{2},
        "how long a session waits for another way when its own broke"};

    Setting<std::string> files_folder{
        "files.folder", "", "where files go that others send; empty: the person's folder for downloads"};

    /// What is set for modules, [modules.<id>]: checked when their manifests are known.
    OpenSection modules{"modules", {}};

    virtual ~EndpointSettings() = default;
    [[nodiscard]] virtual SettingList list()
    {
        return {&plugin_host, &log_level, &log_format, &ports,       &encapsulations,
                &proxy,       &direct,    &patience,   &files_folder};
    }
};

/// --config and --set, for every command of a program that has settings.
std::vector<OptionSpec> settings_options();

/// --config, else the person's own file, else /etc/cordee/<name>.toml; then starts logging.
/// `program` is "cordee" or "cordee-agent". Throws UsageError.
void load_endpoint_settings(EndpointSettings& settings, const std::string& program, const Options& options,
                            const PrivateFolders& folders);

/// The plugin host program; throws UserError when it is not there.
std::filesystem::path find_plugin_host(const EndpointSettings& settings);

} // namespace cordee::endpoint
