// What happens to the packets of one direction: the queue before the bottleneck, loss, the way. Pure state;
// the caller says what time it is.
#pragma once

#include "tests/tools/linkem/options.hpp"

#include <cstdint>
#include <limits>
#include <queue>
#include <string>
#include <vector>

namespace linkem {

/// Nanoseconds of CLOCK_MONOTONIC.
using Nanos = std::int64_t;
inline constexpr Nanos kNever = std::numeric_limits<Nanos>::max();

class Direction {
public:
    /// The options outlive it.
    Direction(const Options& options, Side from, Nanos start);

    void accept(std::vector<char> packet, Nanos now);
    /// When the next packet arrives; kNever when none is on its way.
    [[nodiscard]] Nanos next_due() const { return on_the_way_.empty() ? kNever : on_the_way_.top().due; }
    /// Writes what has arrived by now to the device.
    void deliver(int device, Nanos now);
    /// One line of counters.
    [[nodiscard]] std::string report(const char* name) const;

private:
    struct Packet {
        Nanos due;
        std::uint64_t number;
        std::vector<char> bytes;
        /// The earliest is on top.
        bool operator<(const Packet& other) const
        {
            return due != other.due ? due > other.due : number > other.number;
        }
    };
    struct Counters {
        std::uint64_t in = 0;
        std::uint64_t in_bytes = 0;
        std::uint64_t queue_dropped = 0;
        std::uint64_t on_wire = 0;
        std::uint64_t lost = 0;
        std::uint64_t outage_dropped = 0;
        std::uint64_t out = 0;
        std::uint64_t out_bytes = 0;
        std::uint64_t refused = 0;
    };

    bool is_lost(std::uint64_t number);
    [[nodiscard]] bool in_outage(Nanos now) const;

    const Options& options_;
    const Way way_;
    const std::uint64_t stream_;
    const Nanos start_;
    Nanos free_at_ = 0; ///< the bottleneck
    Nanos last_due_ = 0;
    Nanos first_ = 0;
    Nanos last_ = 0;
    bool in_burst_ = false;
    std::priority_queue<Packet> on_the_way_;
    Counters count_;
};

} // namespace linkem
