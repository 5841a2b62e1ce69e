// How a pair goes: what it carried, how long it may be silent, why it ended.
#pragma once

#include "core/base/clock.hpp"

#include <chrono>
#include <cstdint>

namespace cordee::relay {

struct Traffic {
    std::uint64_t there = 0; ///< bytes from first to second
    std::uint64_t back = 0;
};

struct ForwardTimes {
    /// For the other direction after one has ended.
    std::chrono::milliseconds half_closed;
    /// Without a byte in either direction; both sides say something every 10 s.
    std::chrono::milliseconds idle;
    /// The pair ends then, whatever it does.
    SteadyTime due = SteadyTime::max();
};

enum class PairEnd : std::uint8_t {
    finished, ///< both sides ended
    broken,   ///< a connection broke, or half of one stayed too long
    idle,
    overdue,
    stopped, ///< the relay ends
};

} // namespace cordee::relay
