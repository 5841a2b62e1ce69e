// The plugin's timers. The plugin thread asks what is due and makes the calls.
#pragma once

#include "core/plugin/host/wake.hpp"

#include <cordee/ext/timer.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <optional>
#include <vector>

namespace cordee::plugin::host {

/// Any thread.
class Timers {
public:
    using Time = std::chrono::steady_clock::time_point;

    explicit Timers(Wake& wake) : wake_{wake} {}

    /// CORDEE_TOO_LARGE when too many others run.
    cordee_status start(std::uint32_t number, std::uint32_t milliseconds, Time now)
    {
        {
            const std::lock_guard lock{mutex_};
            const auto found = find(number);
            if (found == running_.end() && running_.size() >= CORDEE_TIMER_MOST)
                return CORDEE_TOO_LARGE;
            if (found != running_.end())
                running_.erase(found);
            const Timer timer{number, now + std::chrono::milliseconds{milliseconds}};
            running_.insert(std::upper_bound(running_.begin(), running_.end(), timer, sooner), timer);
        }
        wake_.wake();
        return CORDEE_OK;
    }

    void stop(std::uint32_t number)
    {
        const std::lock_guard lock{mutex_};
        const auto found = find(number);
        if (found != running_.end())
            running_.erase(found);
    }

    void clear()
    {
        const std::lock_guard lock{mutex_};
        running_.clear();
    }

    /// When the next one is due.
    [[nodiscard]] std::optional<Time> next() const
    {
        const std::lock_guard lock{mutex_};
        return running_.empty() ? std::nullopt : std::optional{running_.front().due};
    }

    /// One that is due, which does not run any more.
    std::optional<std::uint32_t> take_due(Time now)
    {
        const std::lock_guard lock{mutex_};
        if (running_.empty() || running_.front().due > now)
            return std::nullopt;
        const auto number = running_.front().number;
        running_.erase(running_.begin());
        return number;
    }

private:
    struct Timer {
        std::uint32_t number;
        Time due;
    };

    static bool sooner(const Timer& one, const Timer& other) { return one.due < other.due; }
    std::vector<Timer>::iterator find(std::uint32_t number)
    {
        return std::find_if(running_.begin(), running_.end(),
                            [&](const Timer& one) { return one.number == number; });
    }

    Wake& wake_;
    mutable std::mutex mutex_;
    std::vector<Timer> running_; // the next one first; equal ones in the order of their start
};

} // namespace cordee::plugin::host
