// The settings that both programs of an endpoint share, and where they are looked for.
#pragma once

#include "core/base/options.hpp"
#include "core/base/settings.hpp"
#include "core/endpoint/packages.hpp"
#include "core/endpoint/private_folders.hpp"

#include <string>

namespace cordee::endpoint {

struct EndpointSettings {
    Setting<std::string> plugin_host{"plugin.host", "",
                                     "the plugin host program; empty: beside this program"};
    Setting<std::int64_t> plugin_cache{"plugin.cache_size", plugin::kCacheLimit,
                                       "bytes that plugins kept on this computer may have; what runs stays"};
    Setting<std::vector<std::string>> allowed_publishers{
        "allow.publishers", {}, "key ids of the only publishers whose modules run here; empty: all trusted"};
    Setting<std::vector<std::string>> allowed_versions{
        "allow.versions", {}, "versions of modules that may run here, such as chat=1.2.0-2.0.0"};
    Setting<bool> any_broker{
        "allow.publishers_of_any_broker", false,
        "also brokers at which nobody is enrolled or logged in here may name publishers of modules"};
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
        return {&plugin_host,
                &plugin_cache,
                &allowed_publishers,
                &allowed_versions,
                &any_broker,
                &log_level,
                &log_format,
                &ports,
                &encapsulations,
                &proxy,
                &direct,
                &patience,
                &files_folder};
    }
};

/// --config and --set, for every command of a program that has settings.
std::vector<OptionSpec> settings_options();

/// --config, else the person's own file, else /etc/cordee/<name>.toml; then starts logging.
/// `program` is "cordee" or "cordee-agent". Throws UsageError.
void load_endpoint_settings(EndpointSettings& settings, const std::string& program, const Options& options,
                            const PrivateFolders& folders);

/// What the settings say of packages. Throws UsageError.
PackageTerms package_terms(const EndpointSettings& settings);

/// The plugin host program; throws UserError when it is not there.
std::filesystem::path find_plugin_host(const EndpointSettings& settings);

} // namespace cordee::endpoint
