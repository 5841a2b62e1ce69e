// The relays of the simulated world as they really are, and what they say of themselves.
#pragma once

#include "tests/apps/broker/relay_world/cables.hpp"

#include <cstdint>
#include <vector>

namespace cordee::world {

enum class Lie {
    none,
    idle,       ///< always reports that nobody is there
    busy,       ///< always reports that it is full
    capricious, ///< both, hour by hour
};

struct RelayTruth {
    Site site{};
    double capacity = 0;
    double index = 1;
    Lie lie = Lie::none;
    bool up = true;
    bool reachable = true; ///< by endpoints; the broker has another way
    bool draining = false;
    double sessions = 0;

    [[nodiscard]] bool takes_sessions() const { return up && reachable && !draining; }
    [[nodiscard]] double use() const { return sessions / capacity; }
};

/// As its next report says, at that second of the world.
broker::LoadReport report_of(const RelayTruth& relay, double now);

/// 40 relays that could carry these sessions, but not each of them all that are near to it: one in four is
/// much too small for its place. Ten lie.
std::vector<RelayTruth> relays_for(const std::vector<Help>& sessions, std::uint64_t seed);

} // namespace cordee::world
