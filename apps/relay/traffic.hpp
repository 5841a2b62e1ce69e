// How a pair goes: what it carried, how long it may be silent, why it ended.
#pragma once

#include "core/base/clock.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>

namespace cordee::relay {

struct Traffic {
    std::uint64_t there = 0; ///< bytes from first, the agent, to second
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
    spent,   ///< it has carried what it may carry
    moved,   ///< the relay is about to end, and both sides go on elsewhere
    stopped, ///< the relay ends
};

/// For the log.
constexpr std::string_view to_string(PairEnd end)
{
    constexpr std::array<std::string_view, 7> names{
        "finished", "broken", "idle", "its time is over", "its bytes are spent", "moved", "the relay ends"};
    return names.at(static_cast<std::size_t>(end));
}

} // namespace cordee::relay
