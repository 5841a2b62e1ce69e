// Whoever means harm: many connections from many addresses of loopback, at a rate, in a process of its own.
#pragma once

#include "bench/relay_load/rig.hpp"

namespace cordee::bench {

enum class Harm {
    garbage,      ///< random bytes, then whatever the relay answers
    half_open,    ///< says nothing, and stays
    used_tickets, ///< a genuine entry, again and again
};

/// Lasts as long as this.
class Flood {
public:
    Flood(RelayRig& rig, Harm harm, double connections_per_second);
    Flood(const Flood&) = delete;
    Flood& operator=(const Flood&) = delete;
    ~Flood();
    /// So far.
    [[nodiscard]] std::uint64_t connections() const;

private:
    std::uint64_t* counter_; ///< shared with the child
    pid_t child_;
};

} // namespace cordee::bench
