// Reports of the plugin's tasks, thinned out before they go to the core.
#pragma once

#include "core/plugin/host/wake.hpp"
#include "core/plugin/plugin_events.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>

namespace cordee::plugin::host {

/// Any thread.
class TaskReports {
public:
    using Time = std::chrono::steady_clock::time_point;
    /// Carries one to the core; called with a lock held, so that no newer one overtakes it.
    using Send = std::function<void(const TaskReport&)>;
    /// A task that only goes on is told of no more often.
    static constexpr std::chrono::milliseconds kInterval{100};

    TaskReports(Wake& wake, Send send) : wake_{wake}, send_{std::move(send)} {}

    /// The core wants this done; reports with its number make sense from now on.
    void begun(std::uint32_t task);
    cordee_status report(TaskReport report, Time now);
    void clear();

    /// When send_due() has something to do.
    [[nodiscard]] std::optional<Time> next() const;
    void send_due(Time now);

private:
    struct Running {
        std::optional<cordee_task_state> state; ///< that the core knows
        Time told{};
        std::optional<TaskReport> waiting;
    };

    void tell(Running& running, const TaskReport& report, Time now);

    Wake& wake_;
    Send send_;
    mutable std::mutex mutex_;
    std::map<std::uint32_t, Running> running_;
    std::size_t own_ = 0;
};

} // namespace cordee::plugin::host
