// A few relays and people, for tests of the choice.
#pragma once

#include "apps/broker/relays/relay_facts.hpp"

#include <limits>
#include <string>
#include <vector>

namespace cordee::test {

inline constexpr broker::Coordinates kParis{48.86, 2.35, 0};
inline constexpr broker::Coordinates kLyon{45.76, 4.84, 0};
inline constexpr broker::Coordinates kTokyo{35.68, 139.69, 0};

inline broker::RelayFacts relay_at(std::string id, std::string region, double latitude, double longitude)
{
    broker::RelayFacts out;
    out.id = std::move(id);
    out.region = std::move(region);
    out.place = broker::Coordinates{latitude, longitude, 0};
    return out;
}

inline std::vector<broker::RelayFacts> world_relays()
{
    return {
        relay_at("paris-1", "paris", 48.86, 2.35),         relay_at("paris-2", "paris", 48.80, 2.30),
        relay_at("paris-3", "paris", 48.90, 2.40),         relay_at("frankfurt", "frankfurt", 50.11, 8.68),
        relay_at("london", "london", 51.51, -0.13),        relay_at("warsaw", "warsaw", 52.23, 21.01),
        relay_at("new-york", "new-york", 40.71, -74.0),    relay_at("dallas", "dallas", 32.78, -96.8),
        relay_at("tokyo", "tokyo", 35.68, 139.69),         relay_at("sydney", "sydney", -33.87, 151.21),
        relay_at("sao-paulo", "sao-paulo", -23.55, -46.63)};
}

/// What no measurement can give.
inline std::vector<double> senseless()
{
    using Limits = std::numeric_limits<double>;
    return {Limits::quiet_NaN(), Limits::infinity(), -Limits::infinity(), -1, -1e300};
}

} // namespace cordee::test
