// A session of the simulated world while it lives.
#pragma once

#include "apps/broker/relays/relay_facts.hpp"

#include <optional>
#include <vector>

namespace cordee::world {

struct Session {
    std::optional<std::size_t> relay{};   ///< where it really is
    std::optional<std::size_t> counted{}; ///< where the broker counts it
    bool over = false;
    double asks_at = 0;               ///< the next time
    std::vector<std::size_t> order{}; ///< the relays that it has tickets for
    broker::EndFacts operator_end{};
    broker::EndFacts client_end{};
    std::vector<double> trips{}; ///< for each relay the true round trip of both ends, ms
};

} // namespace cordee::world
