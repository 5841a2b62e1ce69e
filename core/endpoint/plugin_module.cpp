#include "core/endpoint/plugin_module.hpp"

#include "core/base/json.hpp"
#include "core/base/language.hpp"
#include "core/base/logging.hpp"
#include "core/endpoint/downloads.hpp"
#include "core/endpoint/file_wishes.hpp"
#include "core/endpoint/running_plugin.hpp"
#include "core/endpoint/session_error.hpp"

#include <cordee/ext/files.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace cordee::endpoint {
namespace {

namespace asio = boost::asio;

/// What a plugin's process may know of its surroundings: the person's language, and how they type.
const std::vector<std::string>& inherited_environment()
{
    static const std::vector<std::string> names{"HOME",        "LANG",     "LC_ALL",
                                                "LC_MESSAGES", "LC_CTYPE", "XMODIFIERS"};
    return names;
}

session::ModuleInfo info_of(const plugin::Manifest& manifest)
{
    session::ModuleInfo out{manifest.id, manifest.version, manifest.publisher, manifest.permissions, {}};
    for (const auto& channel : manifest.channels)
        out.channels.emplace_back(channel.priority, channel.unreliable);
    return out;
}

} // namespace

PluginModules::PluginModules(const asio::any_io_executor& strand, Config config)
    : strand_{strand}, config_{std::move(config)},
      questions_{strand, config_.terminal, config_.allowed_beforehand}, progress_{config_.terminal,
                                                                                  config_.clock}
{}

asio::awaitable<Result<session::ModuleInfo>> PluginModules::prepare(const session::ModuleRequest& request)
{
    const bool controlled = request.side == session::Side::controlled;
    try {
        // Named, as GCC 12 destroys a braced temporary of a co_await expression twice.
        WantedModule wanted{request.id, request.minimum, controlled};
        auto installed = co_await config_.fetch(std::move(wanted));
        if (installed.manifest.channels.size() > session::kMaxModuleChannels) {
            failed_(package_error(request.id, Errc::unsupported));
            co_return Errc::unsupported;
        }
        (void)settings_for(config_.home.settings, installed.manifest); // before anybody is asked for anything
        auto info = info_of(installed.manifest);
        prepared_.insert_or_assign(request.id, std::move(installed));
        co_return info;
    } catch (const UserError& error) {
        failed_(error);
    }
    co_return Errc::not_found;
}

plugin::Launch PluginModules::launch_of(const session::ModuleRequest& request)
{
    const auto& installed = prepared_.at(request.id);
    const auto& manifest = installed.manifest;
    const bool controlled = request.side == session::Side::controlled;
    plugin::Launch out;
    out.host_program = config_.host_program;
    out.library = installed.library(controlled);
    out.folder = installed.folder;
    out.capabilities = plugin::on_side(manifest.capabilities, controlled);
    const char* display = std::getenv("DISPLAY");
    out.display = display == nullptr ? "" : display;
    out.module = request.id;
    out.side = controlled ? CORDEE_SIDE_CONTROLLED : CORDEE_SIDE_CONTROLLING;
    out.permissions = request.permissions;
    out.peer_name = request.peer_name;
    out.language = current_language();
    out.channels = static_cast<std::uint16_t>(manifest.channels.size());
    out.environment = inherited_environment();
    out.settings = plugin::values_of(manifest.settings, settings_for(config_.home.settings, manifest));
    out.kept = kept_folder(config_.home, manifest);
    out.folders = folders_of(manifest, controlled);
    out.lines = true;
    return out;
}

/// The folder for files, where the module asks for one; or what was ordered. At the operator's side nothing
/// is read there: what goes to the client is named by the operator.
std::vector<plugin::GivenFolder> PluginModules::folders_of(const plugin::Manifest& manifest, bool controlled)
{
    const auto rights = folder_rights(plugin::on_side(manifest.capabilities, controlled));
    if (order_ && order_->module == manifest.id)
        return with_rights(order_->folders, rights);
    const auto read = controlled ? rights.read : std::string{};
    if (config_.home.state.empty() || (read.empty() && rights.write.empty()))
        return {};
    const auto folder = downloads_folder(config_.home.files_folder);
    return {{folder.filename(), folder, "", read, rights.write}};
}

AuditedModule PluginModules::audited(const plugin::Manifest& manifest, bool controlled) const
{
    auto out = config_.about;
    out.module = manifest.id;
    out.version = to_string(manifest.version);
    out.publisher = manifest.publisher;
    out.side = controlled ? "controlled" : "controlling";
    return out;
}

asio::awaitable<Result<std::unique_ptr<session::Module>>>
PluginModules::start(const session::ModuleRequest& request, session::ModulePort& port)
{
    std::optional<plugin::Launch> launch;
    try {
        launch = launch_of(request);
    } catch (const UserError& error) {
        failed_(error);
        co_return Errc::io_error;
    }
    const bool controlled = request.side == session::Side::controlled;
    RunningPlugin::Config config{config_.terminal,
                                 config_.clock,
                                 questions_,
                                 progress_,
                                 config_.home.audit.get(),
                                 audited(prepared_.at(request.id).manifest, controlled),
                                 config_.told,
                                 prepared_.at(request.id).manifest.lines,
                                 [this] { lines_changed_(); }};
    auto module = std::make_unique<RunningPlugin>(strand_, std::move(config), std::move(*launch), port);
    starting_.insert(request.id);
    const auto active = co_await module->activate();
    starting_.erase(request.id);
    if (!active) {
        lines_changed_();
        failed_(start_error(request.id, active.error(), module->last_error()));
        co_await module->stop();
        co_return active.error();
    }
    module->when_left([this, plugin = module.get()] { std::erase(running_, plugin); });
    running_.push_back(module.get());
    begin_order(*module);
    lines_changed_();
    co_return std::unique_ptr<session::Module>{std::move(module)};
}

RunningPlugin* PluginModules::find(std::string_view id) const
{
    const auto found = std::ranges::find_if(running_, [&](const auto* one) { return one->id() == id; });
    return found == running_.end() ? nullptr : *found;
}

std::string PluginModules::line_taker() const
{
    const auto last =
        std::find_if(running_.rbegin(), running_.rend(), [](const auto* one) { return one->takes_lines(); });
    return last == running_.rend() ? std::string{} : (*last)->id();
}

bool PluginModules::starts_line_taker() const
{
    return std::ranges::any_of(starting_, [this](const auto& id) { return prepared_.at(id).manifest.lines; });
}

std::optional<bool> PluginModules::takes_lines(const std::string& id) const
{
    const auto found = prepared_.find(id);
    return found == prepared_.end() ? std::nullopt : std::optional{found->second.manifest.lines};
}

void PluginModules::type(const std::string& line)
{
    if (auto* plugin = find(line_taker()))
        plugin->type(line);
}

void PluginModules::send(const std::vector<FileToGive>& files)
{
    auto* transfer = find(kFileTransfer);
    if (transfer == nullptr)
        return config_.terminal.say(trf("{} does not run", kFileTransfer));
    const auto& manifest = prepared_.at(kFileTransfer).manifest;
    const auto rights = folder_rights(plugin::on_side(manifest.capabilities, transfer->controlled()));
    if (transfer->folders() + files.size() > CORDEE_FOLDERS_MOST)
        return config_.terminal.say(
            tr("too many files were named in this session; name the folder in which they "
               "are, in a new one"));
    const auto first = transfer->give(folders_for_reading(files, rights.read));
    transfer->begin(send_wish(files, first, {}, kSafeConflict));
    std::vector<std::string> names;
    for (const auto& file : files)
        names.push_back(file.entry);
    for (auto* plugin : running_)
        if (plugin != transfer)
            plugin->dropped(names);
}

/// Once, also when the module is started anew.
void PluginModules::begin_order(RunningPlugin& plugin)
{
    if (order_ && order_->module == plugin.id() && order_->task == 0)
        order_->task = plugin.begin(order_->wish, [this](const auto& report) {
            const auto hears = order_->reported;
            if (is_last(report))
                order_.reset();
            hears(report);
        });
}

bool PluginModules::cancel_order()
{
    auto* plugin = order_ ? find(order_->module) : nullptr;
    if (plugin == nullptr || order_->task == 0)
        return false;
    plugin->cancel(order_->task);
    return true;
}

asio::awaitable<void> PluginModules::close()
{
    co_await questions_.close();
}

} // namespace cordee::endpoint
