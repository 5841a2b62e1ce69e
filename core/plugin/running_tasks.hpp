// Tasks of a module that have not ended: those that it was told to do and those that it began itself.
#pragma once

#include "core/plugin/event_frame.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <vector>

namespace cordee::plugin {

/// On one strand.
class RunningTasks {
public:
    using Time = std::chrono::steady_clock::time_point;
    /// Most tasks that a module is told to do at a time.
    static constexpr std::size_t kMost = 256;
    /// Reports that say no more than how far a task is are passed on no more often.
    static constexpr std::chrono::milliseconds kInterval{50};

    enum class Verdict {
        tell,     ///< pass it on
        ignore,   ///< of a task that has ended, or too soon after the last one
        violation ///< our host would not have sent it
    };
    struct Order {
        TaskWish wish;
        std::optional<cordee_task_wish> act; ///< the last one
    };

    /// False: the number is not free or not for such tasks, the wish is no JSON object or too long, or there
    /// are too many.
    bool begin(std::uint32_t task, std::string wish);
    /// False: there is no such task.
    bool act(std::uint32_t task, cordee_task_wish wish);
    Verdict reported(const TaskReport& report, Time now);

    /// What a new process has to be told, in the order of its beginning.
    [[nodiscard]] std::vector<Order> orders() const;
    /// The process is gone: last reports of the tasks that it began itself.
    std::vector<TaskReport> lose_own(const std::string& detail);
    /// Nothing goes on any more: last reports of all.
    std::vector<TaskReport> end(cordee_task_state state, const std::string& detail);

private:
    struct Running {
        std::uint32_t number;
        std::string wish;
        std::optional<cordee_task_wish> act;
        TaskReport last;
        Time told{};
    };
    using List = std::vector<Running>;

    List::iterator find(std::uint32_t task);
    Verdict judge(Running& running, const TaskReport& report, Time now);

    List running_; // in the order of their beginning
    std::size_t own_ = 0;
};

} // namespace cordee::plugin
