// Whether a thread still does what is due, and how late.
#pragma once

#include "core/base/clock.hpp"

#include <atomic>
#include <chrono>

namespace cordee::relay {

/// beat() on the watched thread, the rest from any.
class Heartbeat {
public:
    /// `period` is the longest time between two beats of a thread that is well.
    Heartbeat(SteadyTime now, std::chrono::milliseconds period)
        : period_{period}, last_{now.time_since_epoch()}
    {}

    /// The thread is here, `late` after it should have been.
    void beat(SteadyTime now, std::chrono::nanoseconds late);

    /// The worst of the last seconds, or what it is behind by now.
    [[nodiscard]] std::chrono::milliseconds lag(SteadyTime now) const;
    [[nodiscard]] bool alive(SteadyTime now) const;

private:
    using Duration = SteadyTime::duration;
    std::chrono::milliseconds period_;
    std::atomic<Duration> last_;
    std::atomic<Duration> window_ = Duration::zero(); ///< since when the worst is counted
    std::atomic<std::chrono::nanoseconds> worst_ = std::chrono::nanoseconds{0};
    std::atomic<std::chrono::nanoseconds> worst_before_ = std::chrono::nanoseconds{0};
};

} // namespace cordee::relay
