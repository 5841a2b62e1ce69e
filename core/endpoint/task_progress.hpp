// How far the tasks of modules are, for the person: one line that is redrawn where the terminal can do that,
// else a line now and then, and what became of each.
#pragma once

#include "core/base/clock.hpp"
#include "core/endpoint/terminal.hpp"
#include "core/plugin/plugin_events.hpp"

#include <map>
#include <string>
#include <utility>

namespace cordee::endpoint {

/// "1.2 GB"; in powers of ten, as disks and networks are sold.
std::string size_text(std::uint64_t bytes);
/// "0:07", "12:34", "1:02:03"
std::string time_text(std::uint64_t seconds);
/// What is under way: title, a bar, how much of what, rate and time left as far as they are known.
std::string progress_text(const plugin::TaskReport& report);
/// What became of it.
std::string outcome_text(const plugin::TaskReport& report);

/// Whether this is the last report of a task.
bool is_last(const plugin::TaskReport& report);

/// Lives on one strand; the terminal and the clock outlive it.
class TaskProgress {
public:
    TaskProgress(Terminal& terminal, const Clock& clock) : terminal_{terminal}, clock_{clock} {}

    /// `typing`: somebody may be in the middle of a line, which is left alone then.
    void reported(const std::string& module, const plugin::TaskReport& report, bool typing = false);
    /// Nothing more comes of this module's tasks.
    void forget(const std::string& module);

private:
    struct Shown {
        SteadyTime line;   ///< when its last line came
        SteadyTime status; ///< and when it was last drawn
    };

    Terminal& terminal_;
    const Clock& clock_;
    std::map<std::pair<std::string, std::uint32_t>, Shown> shown_;
};

} // namespace cordee::endpoint
