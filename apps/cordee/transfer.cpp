// send, fetch: a session for files alone, which ends when they have arrived.
#include "apps/cordee/command.hpp"
#include "apps/cordee/control.hpp"
#include "core/base/language.hpp"
#include "core/base/printable.hpp"
#include "core/endpoint/endpoint_settings.hpp"
#include "core/endpoint/file_wishes.hpp"
#include "core/endpoint/run.hpp"
#include "core/endpoint/shared_terminal.hpp"

#include <optional>

namespace cordee::cli {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;

std::string conflict_of(const Options& options)
{
    auto out = options.value("conflict", endpoint::kSafeConflict);
    if (!endpoint::is_conflict_choice(out))
        throw UsageError{trf("--conflict does not know '{}'", printable(out)),
                         "keep-both | replace | skip | newer | ask"};
    return out;
}

/// A folder has to be named: everything would be too much.
std::vector<std::string> paths_there(const Options& options)
{
    std::vector<std::string> out;
    for (auto at = options.positional().begin() + 1; at != options.positional().end(); ++at) {
        out.push_back(endpoint::path_there(*at));
        if (out.back().empty())
            throw UsageError{
                trf("'{}' names neither a file nor a folder", printable(*at, 200)),
                std::string{tr("name what lies in the folder that the other side has for files")}};
    }
    return out;
}

/// All but the first, which says where.
std::vector<std::string> names_of(const Options& options)
{
    return {options.positional().begin() + 1, options.positional().end()};
}

endpoint::TaskOrder order_to_send(const Options& options)
{
    const auto files = endpoint::files_to_give(names_of(options));
    return {endpoint::kFileTransfer,
            endpoint::folders_for_reading(files, endpoint::kByManifest),
            endpoint::send_wish(files, 0, endpoint::path_there(options.value("to")), conflict_of(options)),
            {}};
}

endpoint::TaskOrder order_to_fetch(const Options& options)
{
    std::error_code error;
    const auto folder = fs::canonical(options.value("to", "."), error);
    if (error || !fs::is_directory(folder, error))
        throw UserError{trf("'{}' is not a folder", printable(options.value("to", "."), 200)),
                        std::string{tr("make it first, or name another one with --to")}};
    return {endpoint::kFileTransfer,
            {{folder.filename(), folder, "", "", endpoint::kByManifest}},
            endpoint::fetch_wish(paths_there(options), conflict_of(options)),
            {}};
}

/// Returns the program's exit code: 0 when everything arrived.
int carry_out(Context& shared, const Options& options, std::vector<std::string> permissions,
              endpoint::TaskOrder order)
{
    asio::io_context io;
    endpoint::SharedTerminal terminal{shared.terminal, io.get_executor()};
    Context context{terminal, shared.folders, shared.connect, shared.clock, shared.random};
    endpoint::EndpointSettings settings;
    endpoint::load_endpoint_settings(settings, "cordee", options, context.folders);
    endpoint::Packages packages{context.folders, endpoint::package_terms(settings), context.clock};
    Control control{context,
                    context.accounts().require(),
                    {context.terminal, context.clock, context.random, packages,
                     endpoint::find_plugin_host(settings), endpoint::connection_choice(settings),
                     endpoint::module_home(settings, context.folders)},
                    std::nullopt,
                    std::nullopt,
                    ModuleChoice{endpoint::kFileTransfer, std::move(permissions)},
                    std::chrono::minutes{30},
                    false,
                    options.has("words")};
    std::optional<cordee_task_state> state;
    order.reported = [&state](const auto& report) { state = report.state; };
    control.order = std::move(order);
    (names_device(options) ? control.device : control.link) = options.positional()[0];
    endpoint::run(io, control.device ? control_device(control) : control_invited(control));
    return state == CORDEE_TASK_DONE ? 0 : 1;
}

} // namespace

int run_send(Context& context, const Options& options)
{
    std::vector<std::string> permissions{"send"};
    if (options.has("changes")) // what the older version holds can be told from its signature
        permissions.emplace_back("fetch");
    return carry_out(context, options, std::move(permissions), order_to_send(options));
}

int run_fetch(Context& context, const Options& options)
{
    return carry_out(context, options, {"fetch"}, order_to_fetch(options));
}

} // namespace cordee::cli
