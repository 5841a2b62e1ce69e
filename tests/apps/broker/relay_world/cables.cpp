#include "tests/apps/broker/relay_world/cables.hpp"

#include "apps/broker/relays/relay_draw.hpp"

#include <algorithm>

namespace cordee::world {
namespace {

constexpr double kInTheDataCentreMs = 0.4;

/// From 1.2 to 1.9, and one in ten up to 2.6, where providers peer far away.
double detour(std::size_t city, const Site& site)
{
    const auto luck = broker::luck_of(city * 7919 + 17, site.id);
    return luck < 0.9 ? 1.2 + luck / 0.9 * 0.7 : 1.9 + (luck - 0.9) * 7;
}

} // namespace

double true_round_trip_ms(const Person& person, const Site& site)
{
    const auto km = broker::distance_km(person.place, site.place);
    return kInTheDataCentreMs + person.last_mile_ms +
           broker::least_round_trip_ms(km) * detour(person.city, site);
}

broker::Probe probe(const Person& person, const Site& site, std::mt19937_64& engine)
{
    if (std::uniform_int_distribution{1, 100}(engine) == 1)
        return {site.id, {}};
    std::exponential_distribution jitter{1 / 4.0};
    const auto best = std::min({jitter(engine), jitter(engine), jitter(engine)});
    return {site.id, true_round_trip_ms(person, site) + best};
}

} // namespace cordee::world
