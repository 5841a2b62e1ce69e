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
    Command{"plugin list", "", [] { return tr("list the plugins that the broker has"); }, no_plugin_options,
            0, 0, run_plugin_list},
};

} // namespace

std::span<const Command> plugin_commands()
{
    return kPluginCommands;
}

} // namespace cordee::cli
