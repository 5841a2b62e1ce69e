#include "core/endpoint/endpoint_settings.hpp"

#include "core/base/language.hpp"
#include "core/base/logging.hpp"

#include <algorithm>
#include <array>
#include <unistd.h>

namespace cordee::endpoint {
namespace {

namespace fs = std::filesystem;

constexpr const char* kHostProgram = "cordee-plugin-host";

std::optional<fs::path> settings_file(const std::string& program, const Options& options,
                                      const PrivateFolders& folders)
{
    if (options.has("config"))
        return options.value("config");
    const auto name = (program == "cordee-agent" ? "agent" : program) + ".toml";
    for (const auto& candidate : {folders.config / name, fs::path{"/etc/cordee"} / name}) {
        std::error_code ignored;
        if (fs::exists(candidate, ignored))
            return candidate;
    }
    return std::nullopt;
}

log::Level parse_level(const std::string& text)
{
    constexpr std::array kNames{"debug", "info", "warning", "error"};
    const auto found = std::find(kNames.begin(), kNames.end(), text);
    if (found == kNames.end())
        throw UsageError{trf("the value of '{}' does not fit", "log.level"),
                         "debug | info | warning | error"};
    return static_cast<log::Level>(found - kNames.begin());
}

log::Format parse_format(const std::string& text)
{
    if (text != "text" && text != "json")
        throw UsageError{trf("the value of '{}' does not fit", "log.format"), "text | json"};
    return text == "json" ? log::Format::json : log::Format::text;
}

} // namespace

std::vector<OptionSpec> settings_options()
{
    return {{"config", "FILE", std::string{tr("read settings from this file")}},
            {"set", "KEY=VALUE", std::string{tr("set one setting, such as log.level=info")}}};
}

void load_endpoint_settings(EndpointSettings& settings, const std::string& program, const Options& options,
                            const PrivateFolders& folders)
{
    SettingSources sources;
    sources.file = settings_file(program, options, folders);
    sources.flags = options.values("set");
    try {
        load_settings(settings.list(), sources, &settings.modules);
    } catch (const UserError& error) {
        throw UsageError{error.what(), error.hint()};
    }
    log::start(program, {parse_level(*settings.log_level), parse_format(*settings.log_format)});
}

PackageTerms package_terms(const EndpointSettings& settings)
{
    if (*settings.plugin_cache < 1)
        throw UsageError{trf("the value of '{}' does not fit", settings.plugin_cache.key()),
                         std::string{tr("it is a number from 1 on")}};
    return {read_publisher_ids(*settings.allowed_publishers), read_version_ranges(*settings.allowed_versions),
            *settings.any_broker, static_cast<std::uint64_t>(*settings.plugin_cache)};
}

fs::path find_plugin_host(const EndpointSettings& settings)
{
    std::error_code error;
    fs::path host = *settings.plugin_host;
    if (host.empty())
        host = fs::read_symlink("/proc/self/exe", error).parent_path() / kHostProgram;
    if (::access(host.c_str(), X_OK) != 0)
        throw UserError{trf("the plugin host program {} is missing", host.string()),
                        std::string{tr("install Cordée completely, or set plugin.host to where it is")}};
    return host;
}

} // namespace cordee::endpoint
