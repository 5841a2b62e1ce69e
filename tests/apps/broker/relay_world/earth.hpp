// The earth of the simulated world: where relays stand, and where people live.
#pragma once

#include "apps/broker/relays/coordinates.hpp"

#include <string>
#include <vector>

namespace cordee::world {

struct City {
    std::string name;
    broker::Coordinates place;
    double people = 1; ///< its share of all sessions, in relation to the others
    int relays = 0;    ///< a city with relays is a region
};

/// 66 cities; 25 of them have the 40 relays.
const std::vector<City>& cities();

} // namespace cordee::world
