// The supervisor's inside: supervisor.cpp has the life of the process, supervisor_frames.cpp what comes from
// it and goes to it.
#pragma once

#include "core/plugin/byte_limit.hpp"
#include "core/plugin/host_link.hpp"
#include "core/plugin/inbox.hpp"
#include "core/plugin/line_limit.hpp"
#include "core/plugin/module_values.hpp"
#include "core/plugin/open_questions.hpp"
#include "core/plugin/restart_budget.hpp"
#include "core/plugin/running_tasks.hpp"
#include "core/plugin/supervisor.hpp"

#include <deque>
#include <memory>
#include <optional>

namespace cordee::plugin {

class Supervisor::Impl final : public HostLink::Events,
                               public Inbox::Owner,
                               public std::enable_shared_from_this<Supervisor::Impl> {
public:
    Impl(boost::asio::any_io_executor strand, Launch launch, Listener& listener, Limits limits);

    static boost::asio::awaitable<Result<void>> start(std::shared_ptr<Impl> self);
    static boost::asio::awaitable<void> stop(std::shared_ptr<Impl> self);
    void abandon();
    [[nodiscard]] int process_id() const { return link_ != nullptr ? link_->process_id() : 0; }

    bool send(std::uint16_t channel, View message);
    void resume() { inbox_.offer_kept(); }
    void peer_restarted();
    void permissions(std::vector<std::string> names);
    void rate(std::uint64_t bytes_per_second);
    void folders(const std::vector<GivenFolder>& folders);
    void typed(std::string_view line);
    void dropped(const std::vector<std::string>& names);
    void answer(std::uint32_t question, std::uint32_t choice);
    void settings(std::map<std::string, std::string> values);
    void begin_task(std::uint32_t task, std::string wish);
    void act(std::uint32_t task, cordee_task_wish wish);

private:
    // the life of the process
    static boost::asio::awaitable<void> live(std::shared_ptr<Impl> self);
    boost::asio::awaitable<bool> live_once();
    boost::asio::awaitable<bool> may_live_again(std::string how);
    Result<HostProcess> make_process();
    void begin(HostLink& link);
    [[nodiscard]] std::string end_of(HostLink& link, std::string how);
    [[nodiscard]] bool display_permitted() const;
    bool permit_folders();
    void end();
    void fail(std::string why);
    void loaded(const FrameHeader& header, View payload);
    void activated();
    [[nodiscard]] bool wanted() const { return listener_ != nullptr && !stopping_; }

    // what comes from it
    void frame(const FrameHeader& header, View payload) override;
    void drained() override;
    void output(std::string_view line) override { log(CORDEE_LOG_DEBUG, line); }
    bool event(const FrameHeader& header, View payload);
    bool show(std::string_view text);
    bool asked(View payload);
    bool withdrawn(View payload);
    bool reported(View payload);
    bool recorded(View payload);
    void log(cordee_log_level level, std::string_view text);

    // what becomes of its questions and tasks
    void tell(const std::vector<TaskReport>& reports);
    void forget_process();
    void end_tasks();
    void tell_tasks_again();

    [[nodiscard]] bool listening() const override { return active_ && listener_ != nullptr; }
    bool offer(std::uint16_t channel, View message) override { return listener_->received(channel, message); }
    void taken(std::uint16_t channel, std::uint32_t weight) override;

    boost::asio::any_io_executor executor_;
    Launch launch_;
    Listener* listener_; // null once nobody listens
    Limits limits_;
    std::optional<DisplayAddress> display_;
    std::shared_ptr<FolderSet> folders_; // null: not asked for
    RestartBudget budget_;
    Signal changed_;
    boost::asio::steady_timer delay_;
    TaskGroup tasks_;
    LineLimit log_limit_;
    ByteLimit show_limit_{kShowBurst * kShowSlack, kShowRate* kShowSlack};

    Inbox inbox_;
    ModuleValues values_;
    OpenQuestions questions_;
    RunningTasks module_tasks_;

    HostLink* link_ = nullptr; // inside live_once()
    bool active_ = false;
    bool started_ = false; // the first start succeeded
    bool stopping_ = false;
    bool over_ = true;
    bool folder_lost_ = false; // by the process that runs
    bool refused_ = false;     // a send(); writable() is due
    std::optional<Errc> why_not_;
};

} // namespace cordee::plugin
