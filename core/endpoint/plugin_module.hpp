// The modules of a session as plugins in processes of their own.
#pragma once

#include "core/base/clock.hpp"
#include "core/endpoint/audit_reporter.hpp"
#include "core/endpoint/files_to_give.hpp"
#include "core/endpoint/module_fetch.hpp"
#include "core/endpoint/module_home.hpp"
#include "core/endpoint/module_questions.hpp"
#include "core/endpoint/task_progress.hpp"
#include "core/endpoint/terminal.hpp"
#include "core/plugin/given_folder.hpp"
#include "core/plugin/plugin_events.hpp"
#include "core/plugin/supervisor.hpp"
#include "core/session/module.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace cordee::endpoint {

class RunningPlugin;

/// Work for which a session was begun: a module does it as soon as it runs.
struct TaskOrder {
    std::string module;
    std::vector<plugin::GivenFolder> folders; ///< in the place of those that the module has otherwise
    std::string wish;                         ///< JSON, as the module's README says
    std::function<void(const plugin::TaskReport&)> reported;
    std::uint32_t task = 0; ///< since it was begun
};

/// Fetches modules and starts their plugins. Lives on the session's strand; what it refers to outlives it.
class PluginModules final : public session::ModuleProvider {
public:
    using Fetch = std::function<boost::asio::awaitable<plugin::Installed>(WantedModule)>;

    struct Config {
        std::filesystem::path host_program;
        Fetch fetch;
        Terminal& terminal;
        const Clock& clock;
        ModuleHome home{};
        /// The session and its people; the rest is filled in.
        AuditedModule about{};
        /// The owner of this computer allowed the permissions of the session without being asked.
        bool allowed_beforehand = false;
        AuditReporter* told = nullptr; ///< null: the broker is not told what modules do
    };
    PluginModules(const boost::asio::any_io_executor& strand, Config config);

    boost::asio::awaitable<Result<session::ModuleInfo>>
    prepare(const session::ModuleRequest& request) override;
    boost::asio::awaitable<Result<std::unique_ptr<session::Module>>>
    start(const session::ModuleRequest& request, session::ModulePort& port) override;

    /// Hears why a module could not run here.
    void when_failed(std::function<void(UserError)> hears) { failed_ = std::move(hears); }

    /// The module that takes what the person types; empty: none runs that does.
    [[nodiscard]] std::string line_taker() const;
    /// Whether one that takes lines by its manifest is being started.
    [[nodiscard]] bool starts_line_taker() const;
    /// By its manifest; nothing as long as that is not known.
    [[nodiscard]] std::optional<bool> takes_lines(const std::string& id) const;
    /// Hears when one begins to take lines, or when one that would have does not start.
    void when_lines_change(std::function<void()> hears) { lines_changed_ = std::move(hears); }
    void type(const std::string& line);
    /// To file-transfer, which runs; the others that take lines hear of it.
    void send(const std::vector<FileToGive>& files);

    /// Before its module is asked for.
    void order(TaskOrder order) { order_ = std::move(order); }
    /// False: nothing was ordered that could still be cancelled.
    bool cancel_order();

    /// When the session has ended, before destruction.
    boost::asio::awaitable<void> close();

private:
    friend RunningPlugin;

    [[nodiscard]] plugin::Launch launch_of(const session::ModuleRequest& request);
    [[nodiscard]] std::vector<plugin::GivenFolder> folders_of(const plugin::Manifest& manifest,
                                                              bool controlled);
    [[nodiscard]] AuditedModule audited(const plugin::Manifest& manifest, bool controlled) const;
    void begin_order(RunningPlugin& plugin);
    [[nodiscard]] RunningPlugin* find(std::string_view id) const;

    boost::asio::any_io_executor strand_;
    Config config_;
    ModuleQuestions questions_;
    TaskProgress progress_;
    std::map<std::string, plugin::Installed> prepared_;
    std::vector<RunningPlugin*> running_; ///< in the order in which they started
    std::set<std::string> starting_;
    std::optional<TaskOrder> order_;
    std::function<void(UserError)> failed_ = [](const UserError&) {};
    std::function<void()> lines_changed_ = [] {};
};

} // namespace cordee::endpoint
