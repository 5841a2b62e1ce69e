#include "core/plugin/host/task_reports.hpp"

#include "core/plugin/event_frame.hpp"

namespace cordee::plugin::host {

void TaskReports::begun(std::uint32_t task)
{
    const std::lock_guard lock{mutex_};
    running_.insert_or_assign(task, Running{});
}

cordee_status TaskReports::report(TaskReport report, Time now)
{
    const std::lock_guard lock{mutex_};
    if (report.title.size() > CORDEE_TASK_TEXT_MOST || report.detail.size() > CORDEE_TASK_TEXT_MOST)
        return CORDEE_TOO_LARGE;
    const bool own = report.task >= CORDEE_TASK_OWN;
    const bool known = running_.contains(report.task);
    if (!is_proper(report) || (!known && !own))
        return CORDEE_INVALID;
    if (!known && own_ >= CORDEE_TASK_OWN_MOST)
        return CORDEE_TOO_LARGE;
    own_ += known ? 0 : 1;
    auto& running = running_[report.task];
    const bool news = running.state != report.state;
    if (news || now - running.told >= kInterval) {
        tell(running, report, now);
    } else {
        const bool first = !running.waiting;
        running.waiting = std::move(report);
        if (first)
            wake_.wake();
        return CORDEE_OK;
    }
    if (has_ended(report.state)) {
        own_ -= own ? 1 : 0;
        running_.erase(report.task);
    }
    return CORDEE_OK;
}

void TaskReports::tell(Running& running, const TaskReport& report, Time now)
{
    send_(report);
    running.state = report.state;
    running.told = now;
    running.waiting.reset();
}

void TaskReports::clear()
{
    const std::lock_guard lock{mutex_};
    running_.clear();
    own_ = 0;
}

std::optional<TaskReports::Time> TaskReports::next() const
{
    const std::lock_guard lock{mutex_};
    std::optional<Time> out;
    for (const auto& [task, running] : running_)
        if (running.waiting && (!out || running.told + kInterval < *out))
            out = running.told + kInterval;
    return out;
}

void TaskReports::send_due(Time now)
{
    const std::lock_guard lock{mutex_};
    for (auto& [task, running] : running_)
        if (running.waiting && now - running.told >= kInterval) {
            const auto report = *std::move(running.waiting);
            tell(running, report, now);
        }
}

} // namespace cordee::plugin::host
