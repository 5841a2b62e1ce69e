// What a plugin tells the person and the program beside its messages.
#pragma once

#include <cordee/ext/task.h>

#include <cstdint>
#include <string>
#include <vector>

namespace cordee::plugin {

/// Printable texts. The number is of the supervisor's making and never used again.
struct Question {
    std::uint32_t number = 0;
    std::string text;
    /// From the one that allows the least to the one that allows the most.
    std::vector<std::string> choices;
};

/// Printable texts.
struct TaskReport {
    std::uint32_t task = 0;
    cordee_task_state state = CORDEE_TASK_RUNNING;
    std::uint64_t done = 0;
    std::uint64_t total = CORDEE_TASK_UNKNOWN;
    std::uint64_t rate = CORDEE_TASK_UNKNOWN;
    std::uint64_t seconds_left = CORDEE_TASK_UNKNOWN;
    std::string title;
    std::string detail;
};

inline bool has_ended(cordee_task_state state)
{
    return state >= CORDEE_TASK_DONE;
}

} // namespace cordee::plugin
