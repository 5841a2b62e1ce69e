#include "apps/cordee/command.hpp"

#include "apps/cordee/asked_module.hpp"
#include "apps/cordee/plugin.hpp"
#include "core/base/language.hpp"
#include "core/base/version.hpp"
#include "core/endpoint/endpoint_settings.hpp"

#include <algorithm>
#include <array>

namespace cordee::cli {
namespace {

std::string text(std::string_view translated)
{
    return std::string{translated};
}

OptionSpec password_option()
{
    return {"password-file", "FILE", text(tr("read the password from this file; - is stdin"))};
}
OptionSpec email_option()
{
    return {"email", "ADDRESS", text(tr("e-mail address of the account"))};
}
OptionSpec name_option()
{
    return {"name", "NAME", text(tr("name that clients see"))};
}
OptionSpec view_option()
{
    return {"view", "", text(tr("only look, without keyboard and pointer"))};
}
OptionSpec minutes_option()
{
    return {"minutes", "N", text(tr("how long the link can be used, 1 to 1440 (30)"))};
}

std::vector<OptionSpec> control_options()
{
    auto out = endpoint::settings_options();
    out.insert(
        out.begin(),
        {view_option(),
         minutes_option(),
         module_option(),
         {"by-account", "", text(tr("call a device that you were not paired with; you compare six digits"))},
         {"pair", "", text(tr("ask the client whether you may come back without asking"))},
         {"words", "", text(tr("compare six digits with the other person"))}});
    return out;
}

std::vector<OptionSpec> colleague_options()
{
    auto out = endpoint::settings_options();
    out.insert(out.begin(),
               {view_option(), {"words", "", text(tr("compare six digits with the other person"))}});
    return out;
}

/// Where they come from or go to, and names of files.
constexpr std::size_t kMostNames = 33;

enum class Direction { send, fetch };
template <Direction direction>
std::vector<OptionSpec> transfer_options()
{
    const auto where = direction == Direction::send
                           ? tr("a folder below the one that the other side has for files")
                           : tr("the folder here; otherwise the one in which you are");
    auto out = endpoint::settings_options();
    out.insert(out.begin(),
               {{"to", "FOLDER", text(where)},
                {"conflict", "CHOICE",
                 text(tr("where there is one already: keep-both, replace, skip, newer or ask (keep-both)"))},
                {"words", "", text(tr("compare six digits with the other person"))}});
    if (direction == Direction::send)
        out.insert(out.begin() + 2,
                   {"changes", "",
                    text(tr("of files that are there send only what changed; asks to read them, too"))});
    return out;
}

std::vector<OptionSpec> no_options()
{
    return {};
}

std::vector<OptionSpec> check_options()
{
    auto out = endpoint::settings_options();
    out.insert(out.begin(), {"relay", "HOST", text(tr("the relay to reach; otherwise where the broker is"))});
    return out;
}

std::vector<OptionSpec> connection_options()
{
    return {
        {"ports", "LIST", text(tr("ports in the order in which they are tried: 443,80"))},
        {"encapsulations", "LIST", text(tr("native, https and http in the order in which they are tried"))}};
}

std::vector<OptionSpec> json_option()
{
    return {{"json", "", text(tr("print the broker's answer as JSON"))}};
}

OptionSpec pinned_option()
{
    return {"operator", "EMAIL", text(tr("only this operator; without it, everybody"))};
}

std::vector<OptionSpec> relay_add_options()
{
    return {{"region", "NAME", text(tr("name of the region where the relay is"))},
            {"at", "LAT,LON", text(tr("latitude and longitude of the relay, as in 48.86,2.35"))},
            {"host", "HOST", text(tr("name or address where people reach it"))},
            {"folder", "DIR", text(tr("new folder for what the relay needs; otherwise its name"))}};
}

std::vector<OptionSpec> relay_pin_options()
{
    return {{"fallback", "ID", text(tr("the relay to use when that one is lost"))}, pinned_option()};
}

std::vector<OptionSpec> relay_unpin_options()
{
    return {pinned_option()};
}

std::vector<OptionSpec> policy_set_options()
{
    return {{"over", "VERSION",
             text(tr("only if the present policy is this version; otherwise whichever it is"))}};
}

std::vector<OptionSpec> policy_explain_options()
{
    return {{"device", "DEVICE", text(tr("at this device, by name or id; otherwise at none"))},
            {"module", "ID", text(tr("only this module"))},
            {"permission", "ID", text(tr("only this permission"))},
            {"direction", "WAY", text(tr("only what goes to-client or from-client"))},
            {"at", "TIME", text(tr("at this time, as 2026-01-31T12:00:00Z; otherwise now"))},
            {"file", "FILE", text(tr("by the policy in this file, which does not hold yet"))},
            {"json", "", text(tr("print the broker's answer as JSON"))}};
}

std::vector<OptionSpec> audit_filters()
{
    return {{"actor", "WHO", text(tr("only of this operator's address, or this name"))},
            {"kind", "ACT", text(tr("only this act, or those before whose dot this stands"))},
            {"session", "SESSION", text(tr("only of this session"))},
            {"from", "TIME", text(tr("only from this time on, as 2026-01-31T12:00:00Z"))},
            {"until", "TIME", text(tr("only before this time"))},
            {"text", "TEXT", text(tr("only where this stands in names and facts"))}};
}

std::vector<OptionSpec> audit_list_options()
{
    auto out = audit_filters();
    out.push_back({"limit", "N", text(tr("how many, 1 to 10000 (50)"))});
    out.push_back({"json", "", text(tr("print the broker's answer as JSON"))});
    return out;
}

std::vector<OptionSpec> audit_export_options()
{
    auto out = audit_filters();
    out.push_back(
        {"csv", "", text(tr("as CSV for a spreadsheet; otherwise as JSON lines, which can be verified"))});
    return out;
}

std::vector<OptionSpec> audit_verify_options()
{
    return {{"head", "FILE", text(tr("a head that was kept: the log must go on from it"))}};
}

std::string_view policy_notes()
{
    return tr("A rule is a line such as: allow group \"Support\" file-transfer send on device * mon-fri "
              "08:00-18:00 Europe/Paris. A denial wins, whatever the order. The JSON of earlier versions is "
              "taken too.");
}

std::string_view typing_notes()
{
    return tr(
        "While the session runs, what you type is a command: help lists them. Where a module takes lines, "
        "as a chat does, a command begins with a slash.");
}

std::string_view transfer_notes()
{
    return tr(
        "DEVICE was paired with you; LINK is one of cordee invite --module file-transfer. The other side has "
        "one folder for files, and paths there are relative to it. Ctrl-C cancels. Ends with 0 when "
        "everything has arrived.");
}

// Commands in the order in which people need them.
constexpr std::array kCommands{
    Command{"setup", "LINK", [] { return tr("set up a new broker with the link that it printed"); },
            [] {
                return std::vector<OptionSpec>{
                    {"organisation", "NAME", text(tr("name of the organisation, which clients see"))},
                    name_option(),
                    email_option(),
                    password_option()};
            },
            1, 1, run_setup},
    Command{"login", "URL", [] { return tr("log in at a broker"); },
            [] {
                return std::vector<OptionSpec>{
                    email_option(),
                    password_option(),
                    {"pin", "PIN", text(tr("the broker's pin, where no authority vouches for it"))}};
            },
            1, 1, run_login},
    Command{"logout", "", [] { return tr("log out and forget the login"); },
            [] { return std::vector<OptionSpec>{}; }, 0, 0, run_logout},
    Command{"invite", "", [] { return tr("print a code and a link for a client, valid once"); },
            [] {
                return std::vector<OptionSpec>{minutes_option(), view_option(), module_option()};
            },
            0, 0, run_invite},
    Command{"control", "[LINK|DEVICE]",
            [] { return tr("see and control the desktop of a client who was invited, or of a device"); },
            control_options, 0, 1, run_control, typing_notes},
    Command{"send", "DEVICE|LINK FILE...",
            [] { return tr("send files or folders to a device, or to the client of an invitation"); },
            transfer_options<Direction::send>, 2, kMostNames, run_send, transfer_notes},
    Command{"fetch", "DEVICE|LINK PATH...", [] { return tr("fetch files or folders from there"); },
            transfer_options<Direction::fetch>, 2, kMostNames, run_fetch, transfer_notes},
    Command{"colleague", "CODE|LINK",
            [] { return tr("come into the session of an operator who invited you"); }, colleague_options, 1,
            6, run_colleague, typing_notes},
    Command{"check", "", [] { return tr("say which ports and ways to a relay work here"); }, check_options, 0,
            0, run_check},
    Command{"session list", "", [] { return tr("list the sessions under way"); }, no_options, 0, 0,
            run_session_list},
    Command{"session end", "SESSION", [] { return tr("withdraw the permission for a session, at once"); },
            no_options, 1, 1, run_session_end},
    Command{"device list", "", [] { return tr("list the devices of the organisation"); }, no_options, 0, 0,
            run_device_list},
    Command{"device forget", "DEVICE", [] { return tr("forget a pairing with a device"); }, no_options, 1, 1,
            run_device_forget},
    Command{"device add", "NAME",
            [] { return tr("announce a device, and print how it enrols (administrator)"); }, no_options, 1, 1,
            run_device_add},
    Command{"device remove", "DEVICE", [] { return tr("remove a device (administrator)"); }, no_options, 1, 1,
            run_device_remove},
    Command{"connection show", "", [] { return tr("print how the two sides connect"); }, no_options, 0, 0,
            run_connection_show},
    Command{"connection set", "SIDE",
            [] { return tr("set how a side, operator or agent, connects (administrator)"); },
            connection_options, 1, 1, run_connection_set},
    Command{"relay explain", "SESSION", [] { return tr("say why a session got its relay"); }, json_option, 1,
            1, run_relay_explain},
    Command{"relay list", "", [] { return tr("list the relays and how they do (administrator)"); },
            json_option, 0, 0, run_relay_list},
    Command{"relay add", "ID",
            [] { return tr("add a relay, and make the folder that it needs (administrator)"); },
            relay_add_options, 1, 1, run_relay_add},
    Command{"relay remove", "ID", [] { return tr("remove a relay (administrator)"); }, no_options, 1, 1,
            run_relay_remove},
    Command{"relay pin", "ID",
            [] { return tr("bind everybody, or an operator, to a relay (administrator)"); },
            relay_pin_options, 1, 1, run_relay_pin},
    Command{"relay unpin", "", [] { return tr("let the best relay be used again (administrator)"); },
            relay_unpin_options, 0, 0, run_relay_unpin},
    Command{"operator add", "EMAIL", [] { return tr("add an operator (administrator)"); },
            [] {
                return std::vector<OptionSpec>{name_option(), password_option()};
            },
            1, 1, run_operator_add},
    Command{"policy show", "", [] { return tr("print the policy"); }, json_option, 0, 0, run_policy_show},
    Command{"policy set", "FILE", [] { return tr("replace the policy (administrator); - is stdin"); },
            policy_set_options, 1, 1, run_policy_set, policy_notes},
    Command{"policy check", "FILE",
            [] { return tr("say what is wrong with a policy, and change nothing (administrator)"); },
            no_options, 1, 1, run_policy_check},
    Command{"policy explain", "EMAIL",
            [] { return tr("say what an operator may do, and by which rule (administrator)"); },
            policy_explain_options, 1, 1, run_policy_explain},
    Command{"policy versions", "[VERSION]",
            [] { return tr("list the versions of the policy, or print one (administrator)"); }, no_options, 0,
            1, run_policy_versions},
    Command{"audit list", "", [] { return tr("list who did what, the newest first (administrator)"); },
            audit_list_options, 0, 0, run_audit_list},
    Command{"audit export", "FILE", [] { return tr("write the audit log to a file (administrator)"); },
            audit_export_options, 1, 1, run_audit_export},
    Command{"audit head", "",
            [] { return tr("print the signed head of the audit log, to be kept elsewhere (administrator)"); },
            no_options, 0, 0, run_audit_head},
    Command{"audit verify", "[FILE]",
            [] { return tr("say whether an exported audit log, or the broker's, is as it was written"); },
            audit_verify_options, 0, 1, run_audit_verify},
    Command{"module list", "", [] { return tr("list the modules that the policy names and the broker has"); },
            [] { return std::vector<OptionSpec>{}; }, 0, 0, run_module_list},
};

std::string overview()
{
    std::string out = trf("usage: {} COMMAND\n\n", "cordee");
    std::size_t width = 0;
    const auto left = [](const Command& command) {
        return fmt::format("{}{}{}", command.name, command.arguments.empty() ? "" : " ", command.arguments);
    };
    for (const auto& command : commands())
        width = std::max(width, left(command).size());
    for (const auto& command : commands())
        out += fmt::format("  {:<{}}  {}\n", left(command), width, command.summary());
    return out + "\n" + text(tr("cordee COMMAND --help says more."));
}

std::string usage(const Command& command, const Options& options)
{
    auto out =
        trf("usage: {} [OPTION]\n\n{}\n\n{}", fmt::format("cordee {} {}", command.name, command.arguments),
            command.summary(), options.help());
    if (command.notes != nullptr)
        out += fmt::format("\n{}\n", command.notes());
    return out;
}

/// How many of the arguments, from the first on, are this command's words; 0 when they are not.
std::size_t words_of(const Command& command, const std::vector<std::string>& arguments)
{
    std::size_t count = 0;
    for (auto name = command.name; !name.empty(); ++count) {
        const auto end = std::min(name.find(' '), name.size());
        if (count == arguments.size() || arguments[count] != name.substr(0, end))
            return 0;
        name.remove_prefix(std::min(end + 1, name.size()));
    }
    return count;
}

/// Takes the command's words off the front of the arguments; null when they name none.
const Command* take_command(std::vector<std::string>& arguments)
{
    for (const auto& command : commands()) {
        const auto words = words_of(command, arguments);
        if (words == 0)
            continue;
        arguments.erase(arguments.begin(), arguments.begin() + static_cast<std::ptrdiff_t>(words));
        return &command;
    }
    return nullptr;
}

void check_count(const Command& command, const Options& options)
{
    const auto& given = options.positional();
    if (given.size() > command.most)
        throw UsageError{trf("'{}' is not expected here", given[command.most]),
                         text(tr("--help shows what is possible"))};
    if (given.size() < command.least)
        throw UsageError{trf("{} is missing", command.arguments),
                         trf("cordee {} --help shows what is possible", command.name)};
}

} // namespace

std::span<const Command> commands()
{
    static const auto all = [] {
        std::vector<Command> out{kCommands.begin(), kCommands.end()};
        const auto plugin = plugin_commands();
        out.insert(out.end(), plugin.begin(), plugin.end());
        return out;
    }();
    return all;
}

int run_command_line(Context& context, const std::vector<std::string>& arguments)
{
    if (arguments.empty()) {
        context.terminal.print(overview());
        return 2;
    }
    if (arguments[0] == "--help" || arguments[0] == "help") {
        context.terminal.print(overview());
        return 0;
    }
    if (arguments[0] == "--version") {
        context.terminal.print(fmt::format("cordee {}", program_version()));
        return 0;
    }
    auto rest = arguments;
    const auto* command = take_command(rest);
    if (command == nullptr)
        throw UsageError{trf("there is no command '{}'", arguments[0]),
                         text(tr("cordee --help lists the commands"))};
    Options options{command->options()};
    options.parse(rest);
    if (options.has("help")) {
        context.terminal.print(usage(*command, options));
        return 0;
    }
    check_count(*command, options);
    return command->run(context, options);
}

} // namespace cordee::cli
