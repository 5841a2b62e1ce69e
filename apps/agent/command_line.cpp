#include "apps/agent/join.hpp"
#include "core/base/language.hpp"
#include "core/base/version.hpp"
#include "core/endpoint/endpoint_settings.hpp"

namespace cordee::agent {
namespace {

std::string text(std::string_view translated)
{
    return std::string{translated};
}

Options join_options()
{
    auto specs = endpoint::settings_options();
    specs.insert(
        specs.begin(),
        {{"accept", "WHAT", text(tr("allow this without asking: view, control, or view,control"))},
         {"name", "NAME", text(tr("name that the operator sees; otherwise that of this computer"))}});
    return Options{specs};
}

std::string overview()
{
    return text(tr("usage: cordee-agent join LINK [OPTION]\n\n"
                   "Lets the operator who sent the link see or control this desktop, after asking you.\n\n"
                   "cordee-agent join --help lists the options."));
}

} // namespace

int run_command_line(Context& context, const std::vector<std::string>& arguments)
{
    if (arguments.empty() || arguments[0] == "--help" || arguments[0] == "help") {
        context.terminal.print(overview());
        return arguments.empty() ? 2 : 0;
    }
    if (arguments[0] == "--version") {
        context.terminal.print(fmt::format("cordee-agent {}", program_version()));
        return 0;
    }
    if (arguments[0] != "join")
        throw UsageError{trf("there is no command '{}'", arguments[0]),
                         text(tr("cordee-agent --help shows what is possible"))};
    auto options = join_options();
    options.parse({arguments.begin() + 1, arguments.end()});
    if (options.has("help")) {
        context.terminal.print(trf("usage: {} [OPTION]\n\n{}\n\n{}", "cordee-agent join LINK",
                                   tr("let the operator who sent the link see or control this desktop"),
                                   options.help()));
        return 0;
    }
    if (options.positional().empty())
        throw UsageError{trf("{} is missing", "LINK"),
                         text(tr("put the link that you received between single quotes"))};
    if (options.positional().size() > 1)
        throw UsageError{trf("'{}' is not expected here", options.positional()[1]),
                         text(tr("--help shows what is possible"))};
    return run_join(context, options);
}

} // namespace cordee::agent
