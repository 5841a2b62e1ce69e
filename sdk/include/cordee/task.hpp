// Pieces of work with a beginning and an end: Plugin::begin_task(), and how far they are.
#ifndef CORDEE_TASK_HPP
#define CORDEE_TASK_HPP

#include <cordee/ext/task.h>
#include <cordee/host.hpp>

#include <string_view>

namespace cordee::sdk {

enum class TaskState {
    running = CORDEE_TASK_RUNNING,
    paused = CORDEE_TASK_PAUSED,
    done = CORDEE_TASK_DONE,
    failed = CORDEE_TASK_FAILED,
    cancelled = CORDEE_TASK_CANCELLED
};
enum class TaskWish { pause = CORDEE_TASK_PAUSE, go_on = CORDEE_TASK_GO_ON, cancel = CORDEE_TASK_CANCEL };

struct TaskReport {
    std::uint32_t task = 0;
    TaskState state = TaskState::running;
    std::uint64_t done = 0;
    std::uint64_t total = CORDEE_TASK_UNKNOWN;
    std::uint64_t rate = CORDEE_TASK_UNKNOWN;
    std::uint64_t seconds_left = CORDEE_TASK_UNKNOWN;
    std::string_view title = {};
    std::string_view detail = {};
};

class Tasks {
public:
    explicit Tasks(Host host) : host_{host}, half_{host.half<cordee_host_task>(CORDEE_EXT_TASK)} {}

    /// As often as the plugin likes: the core shows the newest a few times a second.
    cordee_status report(const TaskReport& report) const
    {
        const cordee_task_report c{report.task,          static_cast<cordee_task_state>(report.state),
                                   report.done,          report.total,
                                   report.rate,          report.seconds_left,
                                   c_text(report.title), c_text(report.detail)};
        return half_ ? half_->report(host_.c_host(), &c) : CORDEE_CLOSED;
    }

private:
    Host host_;
    const cordee_host_task* half_;
};

} // namespace cordee::sdk

#endif
