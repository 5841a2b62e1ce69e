// plugin validate: every rule that a plugin has to keep, a line for each.
#include "apps/cordee/plugin.hpp"
#include "core/author/probe/report.hpp"
#include "core/author/specimen.hpp"
#include "core/author/validator/validate.hpp"
#include "core/base/language.hpp"
#include "core/endpoint/endpoint_settings.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <thread>

namespace cordee::cli {
namespace {

std::uint64_t number(const Options& options, const std::string& name, std::uint64_t otherwise)
{
    if (!options.has(name))
        return otherwise;
    const auto text = options.value(name);
    std::uint64_t out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error != std::errc{} || end != text.data() + text.size())
        throw UsageError{trf("'{}' is not a number", text), trf("--{} takes a number", name)};
    return out;
}

std::string word(author::Outcome outcome)
{
    switch (outcome) {
    case author::Outcome::pass:
        return std::string{tr("pass")};
    case author::Outcome::fail:
        return std::string{tr("FAIL")};
    case author::Outcome::skip:
        break;
    }
    return std::string{tr("skip")};
}

void check_names(const std::vector<std::string>& names)
{
    for (const auto& name : names)
        if (!author::is_rule(name))
            throw UsageError{trf("there is no rule '{}'", name),
                             std::string{tr("cordee plugin rules lists them")}};
}

/// Short enough to be typed.
std::uint64_t new_seed(Context& context)
{
    const auto bytes = context.random.bytes<3>();
    return (std::uint64_t{bytes[0]} << 16) | (std::uint64_t{bytes[1]} << 8) | bytes[2];
}

author::Validation order(Context& context, const Options& options)
{
    author::Validation out;
    const auto named = options.positional().empty() ? std::string{"."} : options.positional()[0];
    out.package = author::find_package(named);
    out.publishers = author::publishers_for(out.package, options.value("key"));
    out.only = options.values("rule");
    check_names(out.only);
    out.seed = number(options, "seed", new_seed(context));
    const auto processors = std::max(1u, std::thread::hardware_concurrency());
    out.jobs = static_cast<int>(std::clamp<std::uint64_t>(number(options, "jobs", 2 * processors), 1, 64));
    out.host_program = endpoint::find_plugin_host(endpoint::EndpointSettings{});
    out.probe = out.host_program.parent_path() / probe::kLibrary;
    const char* display = std::getenv("DISPLAY");
    out.display = display == nullptr ? "" : display;
    return out;
}

} // namespace

std::vector<OptionSpec> plugin_validate_options()
{
    return {{"rule", "NAME", std::string{tr("only this rule; may be given more than once")}},
            {"key", "KEY", std::string{tr("the publisher's minisign key, or its .pub file")}},
            {"seed", "N", std::string{tr("of what is random, to see again what was seen")}},
            {"jobs", "N", std::string{tr("rules that are looked at side by side")}}};
}

int run_plugin_validate(Context& context, const Options& options)
{
    const auto tally =
        author::validate(order(context, options), [&](std::string_view rule, const author::Verdict& verdict) {
            context.terminal.print(fmt::format("{:<5} {:<20} {}", word(verdict.outcome), rule, verdict.why));
        });
    context.terminal.say(trf("{} passed, {} failed, {} skipped", tally.passed, tally.failed, tally.skipped));
    return tally.failed == 0 ? 0 : 1;
}

int run_plugin_rules(Context& context, const Options&)
{
    context.terminal.print(fmt::format("{:<20} {}", author::kPackageRule,
                                       "an agent takes it: signature, hashes, manifest; 100 KB is the goal"));
    for (const auto& rule : author::rules())
        context.terminal.print(fmt::format("{:<20} {}", rule.name, rule.summary));
    return 0;
}

} // namespace cordee::cli
