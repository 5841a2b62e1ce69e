#include "apps/cordee/plugin.hpp"

#include "core/base/language.hpp"

#include <array>

namespace cordee::cli {
namespace {

std::vector<OptionSpec> no_plugin_options()
{
    return {};
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
    Command{"plugin list", "", [] { return tr("list the plugins that the broker has"); }, no_plugin_options,
            0, 0, run_plugin_list},
};

} // namespace

std::span<const Command> plugin_commands()
{
    return kPluginCommands;
}

} // namespace cordee::cli
