// What a forwarder keeps of each pair; for its own files.
#pragma once

#include "apps/relay/direction.hpp"
#include "apps/relay/forwarder.hpp"

namespace cordee::relay {

struct Forwarder::Way {
    Direction direction;
    Pair* pair = nullptr;
    Way* next = nullptr;
    std::uint8_t number = 0; ///< of the socket that it reads
    bool queued = false;
    bool open = true;
    bool unheard = false; ///< nobody takes what its sender says
};

struct Forwarder::Pair {
    std::array<Descriptor, 2> sockets;
    std::array<Way, 2> ways;
    ForwardTimes times;
    SteadyTime active;
    SteadyTime ends = SteadyTime::max();
    std::unique_ptr<PairOwner> owner;
    std::unique_ptr<PairBudget> budget; ///< null: nothing is limited
    std::uint32_t place = 0;            ///< among all pairs
    bool throttled = false;
    const Descriptor* leaving = nullptr; ///< all that is left to do is that this one's last bytes arrive
    bool dead = false;
};

struct Forwarder::Lent {
    Carriage carriage{.pipes = {256, 16}}; ///< lent at most, kept
};

/// How often some of the pairs are looked at.
inline constexpr std::chrono::milliseconds kSweepTime{250};

} // namespace cordee::relay
