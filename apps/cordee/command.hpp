// The commands of `cordee`: a table, and the way from a command line to one of its lines.
#pragma once

#include "apps/cordee/context.hpp"
#include "core/base/bytes.hpp"
#include "core/base/options.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cordee::cli {

struct Command {
    std::string_view name;      ///< one word to three
    std::string_view arguments; ///< as in the usage line
    std::string_view (*summary)();
    std::vector<OptionSpec> (*options)();
    std::size_t least = 0; ///< positional arguments
    std::size_t most = 0;
    int (*run)(Context& context, const Options& options) = nullptr;
    /// What else its help says; null: nothing.
    std::string_view (*notes)() = nullptr;
};

std::span<const Command> commands();

/// Runs what the arguments name and returns the exit code; throws UserError.
int run_command_line(Context& context, const std::vector<std::string>& arguments);

/// A session as `session list` prints it. Throws UsageError for what is none.
ByteArray<16> session_from_person(const std::string& text);

// Each in the file of its first word, or in account.cpp, administration.cpp and transfer.cpp.
int run_setup(Context& context, const Options& options);
int run_login(Context& context, const Options& options);
int run_logout(Context& context, const Options& options);
int run_invite(Context& context, const Options& options);
int run_control(Context& context, const Options& options);
int run_send(Context& context, const Options& options);
int run_fetch(Context& context, const Options& options);
int run_colleague(Context& context, const Options& options);
int run_check(Context& context, const Options& options);
int run_session_list(Context& context, const Options& options);
int run_session_end(Context& context, const Options& options);
int run_device_add(Context& context, const Options& options);
int run_device_list(Context& context, const Options& options);
int run_device_remove(Context& context, const Options& options);
int run_device_forget(Context& context, const Options& options);
int run_connection_show(Context& context, const Options& options);
int run_connection_set(Context& context, const Options& options);
int run_relay_list(Context& context, const Options& options);
int run_relay_explain(Context& context, const Options& options);
int run_relay_add(Context& context, const Options& options);
int run_relay_remove(Context& context, const Options& options);
int run_relay_pin(Context& context, const Options& options);
int run_relay_unpin(Context& context, const Options& options);
int run_operator_add(Context& context, const Options& options);
int run_policy_show(Context& context, const Options& options);
int run_policy_set(Context& context, const Options& options);
int run_policy_check(Context& context, const Options& options);
int run_policy_explain(Context& context, const Options& options);
int run_policy_versions(Context& context, const Options& options);
int run_audit_list(Context& context, const Options& options);
int run_audit_export(Context& context, const Options& options);
int run_audit_head(Context& context, const Options& options);
int run_audit_verify(Context& context, const Options& options);
int run_module_list(Context& context, const Options& options);

} // namespace cordee::cli
