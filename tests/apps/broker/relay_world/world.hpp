// A world of relays, people and one broker, run through days in seconds: what a way of choosing relays is
// worth.
#pragma once

#include "tests/apps/broker/relay_world/figures.hpp"
#include "tests/apps/broker/relay_world/people.hpp"
#include "tests/apps/broker/relay_world/policies.hpp"

namespace cordee::world {

/// The same for the same arguments. Relays never refuse a session for being full, which real ones do.
Figures run(const Policy& policy, const Demand& demand, std::uint64_t seed);

} // namespace cordee::world
