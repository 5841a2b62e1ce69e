// One running plugin: between the session, which carries its messages, and the person at this program.
#pragma once

#include "core/endpoint/audit_log.hpp"
#include "core/endpoint/audit_reporter.hpp"
#include "core/endpoint/module_home.hpp"
#include "core/endpoint/module_questions.hpp"
#include "core/endpoint/task_progress.hpp"
#include "core/plugin/given_folder.hpp"
#include "core/plugin/plugin_events.hpp"
#include "core/plugin/supervisor.hpp"
#include "core/session/module.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace cordee::endpoint {

/// Lives on the session's strand; what it refers to outlives it.
class RunningPlugin final : public session::Module {
public:
    struct Config {
        Terminal& terminal;
        const Clock& clock;
        ModuleQuestions& questions;
        TaskProgress& progress;
        AuditLog* audit; ///< null: nothing is recorded here
        AuditedModule about;
        AuditReporter* told = nullptr; ///< null: nothing is told
        bool takes_lines;              ///< from its start on
        std::function<void()> began_to_take_lines;
    };
    RunningPlugin(const boost::asio::any_io_executor& strand, Config config, plugin::Launch launch,
                  session::ModulePort& port);

    boost::asio::awaitable<Result<void>> activate();
    /// Called once, when this plugin is about to end.
    void when_left(std::function<void()> left) { left_ = std::move(left); }
    /// What the plugin complained about last, which explains why it did not start.
    [[nodiscard]] const std::string& last_error() const { return from_.last_error; }
    [[nodiscard]] const std::string& id() const { return from_.config.about.module; }

    [[nodiscard]] bool controlled() const { return controlled_; }

    [[nodiscard]] bool takes_lines() const { return from_.config.takes_lines; }
    void type(std::string_view line) { supervisor_.typed(line); }
    void dropped(const std::vector<std::string>& names) { supervisor_.dropped(names); }

    [[nodiscard]] std::size_t folders() const { return folders_; }
    /// Folders beside those that it has; returns the number of the first one.
    std::uint32_t give(std::vector<plugin::GivenFolder> folders);
    /// What the person wants done. With `reported` that hears of it, beside the person.
    std::uint32_t begin(const std::string& wish,
                        std::function<void(const plugin::TaskReport&)> reported = {});
    void cancel(std::uint32_t task) { supervisor_.act(task, CORDEE_TASK_CANCEL); }

    bool received(std::uint16_t channel, View message) override { return supervisor_.send(channel, message); }
    void writable() override { supervisor_.resume(); }
    void peer_restarted() override { supervisor_.peer_restarted(); }
    void permissions_changed(const std::vector<std::string>& permissions) override
    {
        supervisor_.permissions(permissions);
    }
    void rate_changed(std::uint64_t bytes_per_second) override { supervisor_.rate(bytes_per_second); }
    boost::asio::awaitable<void> stop() override;

private:
    /// What the plugin says, carried to the session and to the person.
    struct FromPlugin final : plugin::Supervisor::Listener {
        FromPlugin(Config with, session::ModulePort& to)
            : config{std::move(with)}, port{to}, lines{config.about}
        {}

        bool received(std::uint16_t channel, View message) override { return port.send(channel, message); }
        void writable() override { port.resume(); }
        void restarted() override { port.restarted(); }
        void finished() override { port.finished(); }
        void failed(std::string why) override { port.failed(std::move(why)); }
        void log(cordee_log_level level, std::string_view text) override;
        void show(std::string_view text) override;
        void ask(plugin::Question question) override;
        void withdraw(std::uint32_t question) override { config.questions.withdraw(this, question); }
        void reported(plugin::TaskReport report) override;
        void record(std::string act, std::string facts) override;

        Config config;
        session::ModulePort& port;
        AuditLines lines;
        plugin::Supervisor* supervisor = nullptr; ///< answers go there
        bool showing = false;                     ///< errors, as soon as it runs
        std::string last_error;
        std::map<std::uint32_t, std::function<void(const plugin::TaskReport&)>> followers; ///< by task
    };

    FromPlugin from_;
    plugin::Supervisor supervisor_;
    std::uint32_t folders_; ///< that it has
    bool controlled_;
    std::function<void()> left_;
    std::uint32_t last_task_ = 0;
};

} // namespace cordee::endpoint
