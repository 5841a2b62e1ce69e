#include "core/base/server_program.hpp"

#include "core/base/language.hpp"
#include "core/base/logging.hpp"
#include "core/base/program.hpp"
#include "core/base/settings.hpp"
#include "core/base/version.hpp"

#include <iostream>

namespace cordee {
namespace {

namespace fs = std::filesystem;

Options server_options()
{
    return Options{
        {{"config", "FILE", std::string{tr("read settings from this file")}},
         {"set", "KEY=VALUE", std::string{tr("set one setting, such as listen.address=127.0.0.1")}},
         {"check-config", "", std::string{tr("check the settings and end")}},
         {"print-config", "", std::string{tr("print all settings with their values and end")}},
         {"version", "", std::string{tr("print the version and end")}}}};
}

/// The part after "cordee-".
std::string short_name(const std::string& name)
{
    return name.substr(name.find('-') + 1);
}

SettingSources sources_of(const std::string& name, const Options& options)
{
    SettingSources sources;
    const fs::path usual = "/etc/cordee/" + short_name(name) + ".toml";
    if (options.has("config"))
        sources.file = options.value("config");
    else if (fs::exists(usual))
        sources.file = usual;
    sources.flags = options.values("set");
    return sources;
}

log::Options log_options(const std::string& level, const std::string& format)
{
    constexpr std::array levels{"debug", "info", "warning", "error"};
    const auto found = std::find(levels.begin(), levels.end(), level);
    if (found == levels.end())
        throw UsageError{trf("the value of '{}' does not fit", "log.level"),
                         "debug | info | warning | error"};
    if (format != "text" && format != "json")
        throw UsageError{trf("the value of '{}' does not fit", "log.format"), "text | json"};
    return {static_cast<log::Level>(found - levels.begin()),
            format == "json" ? log::Format::json : log::Format::text};
}

void load(const SettingList& settings, const SettingSources& sources)
{
    try {
        load_settings(settings, sources);
    } catch (const UserError& error) { // settings that make no sense end a program as its command line does
        throw UsageError{error.what(), error.hint()};
    }
}

/// Settings that every server has.
struct LogSettings {
    Setting<std::string> level{"log.level", "info", "debug, info, warning or error"};
    Setting<std::string> format{"log.format", "text", "text or json, one line per event on stderr"};
};

SettingList with_log(SettingList settings, LogSettings& log)
{
    settings.insert(settings.end(), {&log.level, &log.format});
    return settings;
}

void check(const ServerProgram& program)
{
    try {
        if (program.check)
            program.check();
    } catch (const UserError& error) {
        throw UsageError{error.what(), error.hint()};
    }
}

int run(ServerProgram& program, const std::vector<std::string>& arguments)
{
    auto options = server_options();
    options.parse(arguments);
    if (!options.positional().empty())
        throw UsageError{trf("'{}' is not expected here", options.positional().front()),
                         std::string{tr("--help shows what is possible")}};
    if (options.has("help")) {
        std::cout << program.summary << "\n\n" << options.help();
        return kExitDone;
    }
    if (options.has("version")) {
        std::cout << program.name << ' ' << program_version() << '\n';
        return kExitDone;
    }
    LogSettings log;
    const auto settings = with_log(program.settings, log);
    const auto sources = sources_of(program.name, options);
    load(settings, sources);
    const auto logging = log_options(*log.level, *log.format);
    if (options.has("check-config"))
        check(program);
    if (options.has("print-config"))
        std::cout << print_settings(settings);
    if (options.has("check-config") || options.has("print-config"))
        return kExitDone;
    log::start(program.name, logging);
    return program.run([&](const SettingList& into) {
        LogSettings anew;
        load(with_log(into, anew), sources);
        return log_options(*anew.level, *anew.format).level;
    });
}

} // namespace

int run_server(ServerProgram program, int argc, char** argv)
{
    return run_program(program.name, [&] { return run(program, {argv + 1, argv + argc}); });
}

} // namespace cordee
