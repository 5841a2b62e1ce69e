#include "core/endpoint/plugin_module.hpp"

#include "core/base/language.hpp"
#include "core/base/logging.hpp"
#include "core/base/printable.hpp"
#include "core/endpoint/session_error.hpp"

#include <cstdlib>

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

/// What the plugin says, carried to the session; its errors to the person.
class FromPlugin final : public plugin::Supervisor::Listener {
public:
    FromPlugin(std::string name, session::ModulePort& port, Terminal& terminal)
        : name_{std::move(name)}, port_{port}, terminal_{terminal}
    {}

    /// Errors are shown from now on; before, the last one explains why the plugin did not start.
    void show_errors() { showing_ = true; }
    [[nodiscard]] const std::string& last_error() const { return last_error_; }

    bool received(std::uint16_t channel, View message) override { return port_.send(channel, message); }
    void writable() override { port_.resume(); }
    void restarted() override { port_.restarted(); }
    void finished() override { port_.finished(); }
    void failed(std::string why) override { port_.failed(std::move(why)); }

    void log(cordee_log_level level, std::string_view text) override
    {
        switch (level) {
        case CORDEE_LOG_ERROR:
            tell_error(text);
            break;
        case CORDEE_LOG_WARNING:
            log::warning("{}: {}", name_, text);
            break;
        case CORDEE_LOG_INFO:
            log::info("{}: {}", name_, text);
            break;
        default:
            log::debug("{}: {}", name_, text);
        }
    }

    void show(std::string_view text) override { terminal_.say(fmt::format("{}: {}", name_, text)); }
    void ask(plugin::Question question) override { ask_(question.number); }
    void withdraw(std::uint32_t) override {}
    void reported(plugin::TaskReport report) override
    {
        if (plugin::has_ended(report.state))
            terminal_.say(fmt::format("{}: {} {}", name_, report.title, report.detail));
    }
    void record(std::string act, std::string facts) override { log::info("{}: {} {}", name_, act, facts); }
    /// Who answers a question: nobody yet, which is the choice that allows the least.
    void answers(std::function<void(std::uint32_t)> ask) { ask_ = std::move(ask); }

private:
    void tell_error(std::string_view text)
    {
        last_error_ = printable(text, 300);
        if (showing_)
            terminal_.say(fmt::format("{}: {}", name_, last_error_));
    }

    std::string name_;
    session::ModulePort& port_;
    Terminal& terminal_;
    bool showing_ = false;
    std::string last_error_;
    std::function<void(std::uint32_t)> ask_;
};

/// What the session says, carried to the plugin.
class PluginModule final : public session::Module {
public:
    PluginModule(const asio::any_io_executor& strand, plugin::Launch launch, session::ModulePort& port,
                 Terminal& terminal)
        : from_{launch.module, port, terminal}, supervisor_{strand, std::move(launch), from_}
    {
        from_.answers([this](std::uint32_t question) { supervisor_.answer(question, 0); });
    }

    asio::awaitable<Result<void>> activate()
    {
        auto active = co_await supervisor_.start();
        if (active)
            from_.show_errors();
        co_return active;
    }
    [[nodiscard]] const std::string& last_error() const { return from_.last_error(); }

    bool received(std::uint16_t channel, View message) override { return supervisor_.send(channel, message); }
    void writable() override { supervisor_.resume(); }
    void peer_restarted() override { supervisor_.peer_restarted(); }
    void permissions_changed(const std::vector<std::string>& permissions) override
    {
        supervisor_.permissions(permissions);
    }
    void rate_changed(std::uint64_t bytes_per_second) override { supervisor_.rate(bytes_per_second); }
    asio::awaitable<void> stop() override { co_await supervisor_.stop(); }

private:
    FromPlugin from_;
    plugin::Supervisor supervisor_;
};

session::ModuleInfo info_of(const plugin::Manifest& manifest)
{
    session::ModuleInfo out{manifest.id, manifest.version, manifest.publisher, manifest.permissions, {}};
    for (const auto& channel : manifest.channels)
        out.channels.emplace_back(channel.priority, channel.unreliable);
    return out;
}

} // namespace

PluginModules::PluginModules(const asio::any_io_executor& strand, std::filesystem::path host_program,
                             Fetch fetch, Terminal& terminal)
    : strand_{strand}, host_program_{std::move(host_program)}, fetch_{std::move(fetch)}, terminal_{terminal}
{}

asio::awaitable<Result<session::ModuleInfo>> PluginModules::prepare(const session::ModuleRequest& request)
{
    failure_.reset();
    const bool controlled = request.side == session::Side::controlled;
    try {
        // Named, as GCC 12 destroys a braced temporary of a co_await expression twice.
        WantedModule wanted{request.id, request.minimum, controlled};
        auto installed = co_await fetch_(std::move(wanted));
        if (installed.manifest.channels.size() > session::kMaxModuleChannels) {
            failure_ = package_error(request.id, Errc::unsupported);
            co_return Errc::unsupported;
        }
        auto info = info_of(installed.manifest);
        prepared_.insert_or_assign(request.id, std::move(installed));
        co_return info;
    } catch (const UserError& error) {
        failure_ = error;
    }
    co_return Errc::not_found;
}

plugin::Launch PluginModules::launch_of(const session::ModuleRequest& request) const
{
    const auto& installed = prepared_.at(request.id);
    const bool controlled = request.side == session::Side::controlled;
    plugin::Launch out;
    out.host_program = host_program_;
    out.library = installed.library(controlled);
    out.folder = installed.folder;
    out.capabilities = plugin::on_side(installed.manifest.capabilities, controlled);
    const char* display = std::getenv("DISPLAY");
    out.display = display == nullptr ? "" : display;
    out.module = request.id;
    out.side = controlled ? CORDEE_SIDE_CONTROLLED : CORDEE_SIDE_CONTROLLING;
    out.permissions = request.permissions;
    out.peer_name = request.peer_name;
    out.language = current_language();
    out.channels = static_cast<std::uint16_t>(installed.manifest.channels.size());
    out.environment = inherited_environment();
    out.settings = plugin::values_of(installed.manifest.settings, {});
    return out;
}

asio::awaitable<Result<std::unique_ptr<session::Module>>>
PluginModules::start(const session::ModuleRequest& request, session::ModulePort& port)
{
    failure_.reset();
    auto module = std::make_unique<PluginModule>(strand_, launch_of(request), port, terminal_);
    const auto active = co_await module->activate();
    if (!active) {
        failure_ = start_error(request.id, active.error(), module->last_error());
        co_await module->stop();
        co_return active.error();
    }
    co_return std::unique_ptr<session::Module>{std::move(module)};
}

} // namespace cordee::endpoint
