// The commands of `cordee plugin`, for authors and administrators of plugins.
#pragma once

#include "apps/cordee/command.hpp"

#include <span>

namespace cordee::cli {

/// The lines of the table that begin with "plugin".
std::span<const Command> plugin_commands();

// Each in a file plugin_*.cpp.
int run_plugin_new(Context& context, const Options& options);
int run_plugin_build(Context& context, const Options& options);
int run_plugin_run(Context& context, const Options& options);
int run_plugin_validate(Context& context, const Options& options);
int run_plugin_rules(Context& context, const Options& options);
int run_plugin_sign(Context& context, const Options& options);
std::vector<OptionSpec> plugin_new_options();
std::vector<OptionSpec> plugin_build_options();
std::vector<OptionSpec> plugin_run_options();
std::vector<OptionSpec> plugin_validate_options();
std::vector<OptionSpec> plugin_sign_options();
int run_plugin_list(Context& context, const Options& options);
int run_plugin_publish(Context& context, const Options& options);
int run_plugin_revoke(Context& context, const Options& options);
int run_plugin_trust_init(Context& context, const Options& options);
int run_plugin_trust_show(Context& context, const Options& options);
int run_plugin_trust_add(Context& context, const Options& options);
int run_plugin_trust_remove(Context& context, const Options& options);
int run_plugin_trust_renew(Context& context, const Options& options);
int run_plugin_trust_rotate(Context& context, const Options& options);

} // namespace cordee::cli
