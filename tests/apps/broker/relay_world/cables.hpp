// The true round trips of the simulated world, and how an end measures them.
#pragma once

#include "tests/apps/broker/relay_world/people.hpp"

#include <random>
#include <string>

namespace cordee::world {

/// Where a relay really stands.
struct Site {
    std::string id;
    std::size_t city = 0;
    broker::Coordinates place{};
};

/// Along the great circle, with a detour that is the same for all of that city to that relay.
double true_round_trip_ms(const Person& person, const Site& site);

/// The best of three, each with jitter; one of 100 gets no answer at all.
broker::Probe probe(const Person& person, const Site& site, std::mt19937_64& engine);

} // namespace cordee::world
