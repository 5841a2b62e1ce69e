#include "tests/apps/broker/relay_world/relay_truth.hpp"

#include "tests/apps/broker/relay_world/earth.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace cordee::world {
namespace {

std::vector<RelayTruth> sites(std::mt19937_64& engine)
{
    std::uniform_real_distribution suburb{-0.3, 0.3};
    std::vector<RelayTruth> out;
    for (std::size_t city = 0; city < cities().size(); ++city)
        for (int i = 1; i <= cities()[city].relays; ++i) {
            auto& made = out.emplace_back();
            made.site = {cities()[city].name + "-" + std::to_string(i), city, cities()[city].place};
            made.site.place.latitude += suburb(engine);
            made.site.place.longitude += suburb(engine);
        }
    return out;
}

std::size_t nearest(const std::vector<RelayTruth>& relays, const Help& help)
{
    const auto trip = [&](const RelayTruth& relay) {
        return true_round_trip_ms(help.operator_person, relay.site) +
               true_round_trip_ms(help.client_person, relay.site);
    };
    return static_cast<std::size_t>(std::ranges::min_element(relays, {}, trip) - relays.begin());
}

/// The most sessions that each relay would carry at once, were all in the nearest.
std::vector<double> peaks(const std::vector<RelayTruth>& relays, const std::vector<Help>& sessions)
{
    std::vector<std::multimap<double, int>> changes(relays.size());
    for (const auto& help : sessions) {
        auto& of_relay = changes[nearest(relays, help)];
        of_relay.emplace(help.begins, 1);
        of_relay.emplace(help.begins + help.lasts, -1);
    }
    std::vector<double> out;
    for (const auto& of_relay : changes) {
        int now = 0;
        int most = 0;
        for (const auto& [time, change] : of_relay)
            most = std::max(most, now += change);
        out.push_back(most);
    }
    return out;
}

} // namespace

broker::LoadReport report_of(const RelayTruth& relay, double now)
{
    const bool odd_hour = static_cast<long>(now / 3600) % 2 == 1;
    const bool plays_idle = relay.lie == Lie::idle || (relay.lie == Lie::capricious && odd_hour);
    const bool plays_busy = relay.lie == Lie::busy || (relay.lie == Lie::capricious && !odd_hour);
    if (plays_idle)
        return {0, 0};
    if (plays_busy)
        return {relay.capacity, 1};
    return {relay.sessions, std::min(1.0, 0.9 * relay.use())};
}

std::vector<RelayTruth> relays_for(const std::vector<Help>& sessions, std::uint64_t seed)
{
    std::mt19937_64 engine{seed};
    auto out = sites(engine);
    const auto wanted = peaks(out, sessions);
    std::uniform_real_distribution small{0.5, 0.8};
    std::uniform_real_distribution large{1.4, 2.4};
    std::uniform_real_distribution index{0.85, 1.0};
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto share = i % 4 == 1 ? small(engine) : large(engine);
        out[i].capacity = std::max(12.0, std::round(wanted[i] * share));
        out[i].index = i % 13 == 5 ? 0.6 : index(engine);
    }
    const std::vector<Lie> lies{Lie::idle, Lie::idle, Lie::idle, Lie::idle,       Lie::idle,
                                Lie::busy, Lie::busy, Lie::busy, Lie::capricious, Lie::capricious};
    std::vector<std::size_t> who(out.size());
    for (std::size_t i = 0; i < who.size(); ++i)
        who[i] = i;
    std::ranges::shuffle(who, engine);
    for (std::size_t i = 0; i < lies.size(); ++i)
        out[who[i]].lie = lies[i];
    return out;
}

} // namespace cordee::world
