#include "tests/apps/broker/relay_world/fleet.hpp"

#include <algorithm>
#include <utility>

namespace cordee::world {
namespace {

constexpr double kIdle = 0.7;
constexpr double kNeighbour = 1.3;

} // namespace

std::size_t Fleet::number_of(const std::string& relay) const
{
    const auto at = std::ranges::find(relays_, relay, [](const RelayTruth& one) { return one.site.id; });
    return static_cast<std::size_t>(at - relays_.begin());
}

std::vector<double> Fleet::trips_of(const Help& help) const
{
    std::vector<double> out;
    for (const auto& relay : relays_)
        out.push_back(true_round_trip_ms(help.operator_person, relay.site) +
                      true_round_trip_ms(help.client_person, relay.site));
    return out;
}

void Fleet::put(Session& session, std::size_t relay)
{
    take_away(session);
    session.relay = relay;
    relays_[relay].sessions += 1;
}

void Fleet::take_away(Session& session)
{
    if (const auto relay = std::exchange(session.relay, std::nullopt))
        relays_[*relay].sessions -= 1;
}

double Fleet::ratio(const Session& session) const
{
    const auto own = session.trips[*session.relay];
    auto best = own;
    for (std::size_t i = 0; i < relays_.size(); ++i)
        if (relays_[i].takes_sessions() && relays_[i].sessions < relays_[i].capacity)
            best = std::min(best, session.trips[i]);
    return own / best;
}

bool Fleet::needlessly_full(const Session& session, std::size_t relay) const
{
    if (relays_[relay].use() <= 1)
        return false;
    for (std::size_t i = 0; i < relays_.size(); ++i)
        if (relays_[i].takes_sessions() && relays_[i].use() < kIdle &&
            session.trips[i] <= kNeighbour * session.trips[relay])
            return true;
    return false;
}

} // namespace cordee::world
