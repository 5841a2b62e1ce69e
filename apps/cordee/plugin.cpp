#include "apps/cordee/plugin.hpp"

#include "apps/cordee/trust_edit.hpp"
#include "core/base/language.hpp"

#include <array>

namespace cordee::cli {
namespace {

std::vector<OptionSpec> no_plugin_options()
{
    return {};
}

std::vector<OptionSpec> plugin_list_options()
{
    return {{"json", "", std::string{tr("print the broker's answer as JSON")}}};
}

std::vector<OptionSpec> revoke_options()
{
    return {{"hash", "SHA256",
             std::string{tr("revoke the package with this hash, as cordee plugin list prints it")}},
            keys_option(),
            pass_phrase_option()};
}

std::vector<OptionSpec> new_keys_options()
{
    return {pass_phrase_option()};
}

std::vector<OptionSpec> signing_options()
{
    return {keys_option(), pass_phrase_option()};
}

std::vector<OptionSpec> trust_add_options()
{
    return {
        {"name", "NAME", std::string{tr("the publisher's name")}},
        {"module", "ID",
         std::string{tr("only this module of theirs; without it, all that have no publisher of their own")}},
        keys_option(),
        pass_phrase_option()};
}

// Authors first, then who publishes, then who trusts.
constexpr std::array kPluginCommands{
    Command{"plugin new", "NAME", [] { return tr("make the folder of a new plugin, which builds and runs"); },
            plugin_new_options, 1, 1, run_plugin_new},
    Command{"plugin build", "[DIR]", [] { return tr("build a plugin, and print its package"); },
            plugin_build_options, 0, 1, run_plugin_build},
    Command{"plugin run", "[DIR|FILE]",
            [] { return tr("run both sides of a plugin on this computer, anew after each build"); },
            plugin_run_options, 0, 1, run_plugin_run},
    Command{"plugin validate", "[DIR|FILE]", [] { return tr("look whether a plugin keeps every rule"); },
            plugin_validate_options, 0, 1, run_plugin_validate},
    Command{"plugin rules", "", [] { return tr("list the rules that a plugin has to keep"); },
            no_plugin_options, 0, 0, run_plugin_rules},
    Command{"plugin sign", "[DIR|FILE]", [] { return tr("sign a package with a key of one's own"); },
            plugin_sign_options, 0, 1, run_plugin_sign},
    Command{"plugin publish", "FILE",
            [] { return tr("put a plugin's package at the broker (administrator)"); }, no_plugin_options, 1,
            1, run_plugin_publish},
    Command{"plugin list", "", [] { return tr("list the plugins that the broker has"); }, plugin_list_options,
            0, 0, run_plugin_list},
    Command{"plugin revoke", "[ID VERSION]",
            [] { return tr("let a version of a plugin run nowhere any more (administrator)"); },
            revoke_options, 0, 2, run_plugin_revoke},
    Command{"plugin trust show", "", [] { return tr("print whose plugins are trusted, and until when"); },
            no_plugin_options, 0, 0, run_plugin_trust_show},
    Command{"plugin trust init", "DIR",
            [] { return tr("make the keys that decide whose plugins are trusted (administrator)"); },
            new_keys_options, 1, 1, run_plugin_trust_init},
    Command{"plugin trust add", "FILE",
            [] { return tr("trust a publisher, whose public key is in the file (administrator)"); },
            trust_add_options, 1, 1, run_plugin_trust_add},
    Command{"plugin trust remove", "PUBLISHER",
            [] { return tr("trust a publisher no more (administrator)"); }, signing_options, 1, 1,
            run_plugin_trust_remove},
    Command{"plugin trust renew", "",
            [] { return tr("sign again what is trusted, before its time is over (administrator)"); },
            signing_options, 0, 0, run_plugin_trust_renew},
    Command{"plugin trust rotate", "DIR NEW-DIR",
            [] { return tr("replace the keys by new ones (administrator)"); }, new_keys_options, 2, 2,
            run_plugin_trust_rotate},
};

} // namespace

std::span<const Command> plugin_commands()
{
    return kPluginCommands;
}

} // namespace cordee::cli
