// New pairs, one after the other and several side by side, each for one message.
#pragma once

#include "bench/relay_load/sockets.hpp"
#include "bench/relay_load/tickets.hpp"

#include <utility>
#include <vector>

namespace cordee::bench {

/// Through whatever passes connections at `port` on to `listener`. Returns how many there were.
std::uint64_t churn_through(std::uint16_t port, int listener, double seconds, std::size_t side_by_side);

/// Through a relay at `port`; takes the passes it needs from the end. Throws when they do not suffice.
std::uint64_t churn_at_relay(std::uint16_t port, std::vector<std::pair<Pass, Pass>>& passes, double seconds,
                             std::size_t side_by_side);

} // namespace cordee::bench
