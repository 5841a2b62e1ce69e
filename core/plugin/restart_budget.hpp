// How often a dying plugin is started anew before the core gives up.
#pragma once

#include <chrono>
#include <deque>
#include <optional>

namespace cordee::plugin {

class RestartBudget {
public:
    using Time = std::chrono::steady_clock::time_point;
    using Duration = std::chrono::milliseconds;

    RestartBudget(int restarts, Duration window, Duration delay)
        : restarts_{restarts}, window_{window}, delay_{delay}
    {}

    /// How long to wait before the next start: nothing for the first in a window, then `delay`, doubled each
    /// time. Empty: the budget is spent.
    std::optional<Duration> next(Time now)
    {
        while (!starts_.empty() && now - starts_.front() >= window_)
            starts_.pop_front();
        const auto count = static_cast<int>(starts_.size());
        if (count >= restarts_)
            return std::nullopt;
        starts_.push_back(now);
        return count == 0 ? Duration{0} : delay_ * (1 << (count - 1));
    }

private:
    int restarts_;
    Duration window_;
    Duration delay_;
    std::deque<Time> starts_;
};

} // namespace cordee::plugin
