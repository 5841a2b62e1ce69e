#include "core/plugin/running_tasks.hpp"

#include "core/base/json.hpp"

#include <algorithm>

namespace cordee::plugin {
namespace {

bool is_own(std::uint32_t task)
{
    return task >= CORDEE_TASK_OWN;
}

TaskReport last_report(TaskReport last, std::uint32_t task, cordee_task_state state,
                       const std::string& detail)
{
    last.task = task;
    last.state = state;
    last.rate = last.seconds_left = CORDEE_TASK_UNKNOWN;
    last.detail = detail;
    return last;
}

} // namespace

RunningTasks::List::iterator RunningTasks::find(std::uint32_t task)
{
    return std::find_if(running_.begin(), running_.end(),
                        [&](const Running& one) { return one.number == task; });
}

bool RunningTasks::begin(std::uint32_t task, std::string wish)
{
    if (is_own(task) || find(task) != running_.end() || running_.size() - own_ >= kMost ||
        wish.size() > CORDEE_TASK_WISH_MOST || !json::parse(wish))
        return false;
    running_.push_back({task, std::move(wish), {}, {}, {}});
    return true;
}

bool RunningTasks::act(std::uint32_t task, cordee_task_wish wish)
{
    const auto found = find(task);
    if (found == running_.end())
        return false;
    found->act = wish;
    return true;
}

RunningTasks::Verdict RunningTasks::reported(const TaskReport& report, Time now)
{
    auto found = find(report.task);
    if (found == running_.end()) {
        if (!is_own(report.task))
            return Verdict::ignore;
        if (own_ >= CORDEE_TASK_OWN_MOST)
            return Verdict::violation;
        running_.push_back({report.task, {}, {}, {}, {}});
        ++own_;
        found = std::prev(running_.end());
    }
    const auto verdict = judge(*found, report, now);
    if (has_ended(report.state)) {
        own_ -= is_own(report.task) ? 1 : 0;
        running_.erase(found);
    }
    return verdict;
}

RunningTasks::Verdict RunningTasks::judge(Running& running, const TaskReport& report, Time now)
{
    const bool news = running.told == Time{} || report.state != running.last.state || has_ended(report.state);
    running.last = report;
    if (!news && now - running.told < kInterval)
        return Verdict::ignore;
    running.told = now;
    return Verdict::tell;
}

std::vector<RunningTasks::Order> RunningTasks::orders() const
{
    std::vector<Order> out;
    for (const auto& one : running_)
        if (!is_own(one.number))
            out.push_back({{one.number, one.wish}, one.act});
    return out;
}

std::vector<TaskReport> RunningTasks::lose_own(const std::string& detail)
{
    std::vector<TaskReport> out;
    for (const auto& one : running_)
        if (is_own(one.number))
            out.push_back(last_report(one.last, one.number, CORDEE_TASK_FAILED, detail));
    std::erase_if(running_, [](const Running& one) { return is_own(one.number); });
    own_ = 0;
    return out;
}

std::vector<TaskReport> RunningTasks::end(cordee_task_state state, const std::string& detail)
{
    std::vector<TaskReport> out;
    for (const auto& one : running_)
        out.push_back(last_report(one.last, one.number, state, detail));
    running_.clear();
    own_ = 0;
    return out;
}

} // namespace cordee::plugin
