// How fast a transfer is, and how long it still takes: over the last seconds, so that a pause is soon
// forgotten.
#pragma once

#include "outside.hpp"

#include <deque>

namespace cordee::transfer {

class Progress {
public:
    /// `moved`: bytes that went over the path; what was there already is no speed.
    void note(Time now, std::uint64_t moved);
    void forget() { points_.clear(); }
    /// Bytes per second; CORDEE_TASK_UNKNOWN in the first moments.
    [[nodiscard]] std::uint64_t rate() const;
    [[nodiscard]] std::uint64_t seconds_left(std::uint64_t done, std::uint64_t total) const;

private:
    struct Point {
        Time time;
        std::uint64_t moved;
    };
    std::deque<Point> points_;
};

} // namespace cordee::transfer
