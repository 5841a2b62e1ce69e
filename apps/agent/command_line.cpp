#include "apps/agent/check.hpp"
#include "apps/agent/join.hpp"
#include "apps/agent/unattended.hpp"
#include "core/base/language.hpp"
#include "core/base/version.hpp"
#include "core/endpoint/code_entry.hpp"
#include "core/endpoint/endpoint_settings.hpp"

#include <algorithm>
#include <array>

namespace cordee::agent {
namespace {

std::string text(std::string_view translated)
{
    return std::string{translated};
}

struct Command {
    std::string_view name; ///< one word or two
    std::string_view arguments;
    std::string_view (*summary)();
    std::vector<OptionSpec> (*options)();
    std::size_t least;
    std::size_t most;
    int (*run)(Context& context, const Options& options);
    /// What else its help says; null: nothing.
    std::string_view (*notes)() = nullptr;
};

std::vector<OptionSpec> with_settings(std::vector<OptionSpec> own)
{
    auto specs = endpoint::settings_options();
    specs.insert(specs.begin(), own.begin(), own.end());
    return specs;
}

OptionSpec broker_option()
{
    return {"broker", "HOST", text(tr("the broker that the code belongs to; needed once"))};
}
OptionSpec pin_option()
{
    return {"pin", "PIN", text(tr("the broker's pin, where no authority vouches for it"))};
}

std::vector<OptionSpec> join_options()
{
    return with_settings(
        {{"accept", "WHAT",
          text(tr("allow this without asking: view, control, send, fetch, chat, colleague, or several with "
                  "commas"))},
         {"name", "NAME", text(tr("name that the operator sees; otherwise that of this computer"))},
         {"allow-pairing", "", text(tr("let the operator come back later without asking"))},
         {"words", "", text(tr("compare six digits with the other person"))},
         broker_option(),
         pin_option()});
}

std::vector<OptionSpec> broker_options()
{
    return with_settings({broker_option(), pin_option()});
}

std::vector<OptionSpec> check_options()
{
    return with_settings({{"relay", "HOST", text(tr("the relay to reach; otherwise where the broker is"))},
                          broker_option(),
                          pin_option()});
}

std::vector<OptionSpec> no_options()
{
    return {};
}

std::string_view typing_notes()
{
    return tr(
        "While a session runs, what you type is a command: help lists them, stop ends the session. Where a "
        "module takes lines, as a chat does, a command begins with a slash.");
}

constexpr std::array kCommands{
    Command{"join", "CODE|LINK",
            [] { return tr("let the operator who sent code or link see or control this desktop"); },
            join_options, 1, 6, run_join, typing_notes},
    Command{"check", "", [] { return tr("say which ports and ways to a relay work here"); }, check_options, 0,
            0, run_check},
    Command{"enrol", "LINK|TOKEN", [] { return tr("make this computer a device of the organisation"); },
            broker_options, 1, 1, run_enrol},
    Command{"serve", "",
            [] { return tr("wait for operators who were paired with this computer, or call it"); },
            [] { return with_settings({}); }, 0, 0, run_serve, typing_notes},
    Command{"paired list", "", [] { return tr("list the operators who may come unasked"); }, no_options, 0, 0,
            run_paired_list},
    Command{"paired remove", "WHO", [] { return tr("take an operator off that list"); }, no_options, 1, 1,
            run_paired_remove},
};

std::string left_of(const Command& command)
{
    return fmt::format("{}{}{}", command.name, command.arguments.empty() ? "" : " ", command.arguments);
}

std::string overview()
{
    std::size_t width = 0;
    for (const auto& command : kCommands)
        width = std::max(width, left_of(command).size());
    std::string out = trf("usage: {} COMMAND\n\n", "cordee-agent");
    for (const auto& command : kCommands)
        out += fmt::format("  {:<{}}  {}\n", left_of(command), width, command.summary());
    return out + "\n" + text(tr("cordee-agent COMMAND --help says more."));
}

/// Takes the command's words off the front of the arguments; null when they name none.
const Command* take_command(std::vector<std::string>& arguments)
{
    for (const auto& command : kCommands) {
        const auto space = command.name.find(' ');
        const std::size_t words = space == std::string_view::npos ? 1 : 2;
        if (arguments.size() < words || arguments[0] != command.name.substr(0, space) ||
            (words == 2 && arguments[1] != command.name.substr(space + 1)))
            continue;
        arguments.erase(arguments.begin(), arguments.begin() + static_cast<std::ptrdiff_t>(words));
        return &command;
    }
    return nullptr;
}

void check_count(const Command& command, const Options& options)
{
    const auto& given = options.positional();
    if (given.size() < command.least)
        throw UsageError{trf("{} is missing", command.arguments),
                         text(command.name == "join"
                                  ? tr("put the link that you received between single quotes")
                                  : tr("--help shows what is possible"))};
    // A code may be typed in parts.
    const bool parts =
        command.name == "join" && std::all_of(given.begin(), given.end(), endpoint::looks_like_code);
    if (given.size() > (parts ? command.most : std::min<std::size_t>(command.most, 1)))
        throw UsageError{trf("'{}' is not expected here", given.back()),
                         text(tr("--help shows what is possible"))};
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
    auto rest = arguments;
    const auto* command = take_command(rest);
    if (command == nullptr)
        throw UsageError{trf("there is no command '{}'", arguments[0]),
                         text(tr("cordee-agent --help shows what is possible"))};
    Options options{command->options()};
    options.parse(rest);
    if (options.has("help")) {
        auto help = trf("usage: {} [OPTION]\n\n{}\n\n{}", fmt::format("cordee-agent {}", left_of(*command)),
                        command->summary(), options.help());
        if (command->notes != nullptr)
            help += fmt::format("\n{}\n", command->notes());
        context.terminal.print(help);
        return 0;
    }
    check_count(*command, options);
    return command->run(context, options);
}

} // namespace cordee::agent
