#include "apps/broker/relays/relay_price.hpp"

#include <algorithm>
#include <cmath>

namespace cordee::broker {
namespace {

constexpr double kLeastIndex = 0.05;
/// Beyond its capacity a relay goes on getting dearer, up to here.
constexpr double kDearest = 10;

} // namespace

std::string_view to_string(Exclusion exclusion)
{
    switch (exclusion) {
    case Exclusion::not_pinned:
        return "not_pinned";
    case Exclusion::not_registered:
        return "not_registered";
    case Exclusion::silent:
        return "silent";
    case Exclusion::draining:
        return "draining";
    case Exclusion::full:
        return "full";
    case Exclusion::failing:
        return "failing";
    case Exclusion::none:
        break;
    }
    return "none";
}

double load_of(const RelayFacts& relay)
{
    if (!(relay.capacity > 0) || !std::isfinite(relay.capacity))
        return 1; // it can carry nothing that one could count on
    const auto share = relay.load.sessions / relay.capacity;
    return std::isfinite(share) ? std::clamp(std::max(share, relay.load.busy), 0.0, 100.0) : 1;
}

double index_of(const RelayFacts& relay)
{
    return std::isfinite(relay.index) ? std::clamp(relay.index, kLeastIndex, 1.0) : kLeastIndex;
}

Exclusion exclusion_of(const RelayFacts& relay, const ChoiceRules& rules, bool already_there)
{
    if (relay.state == RelayState::silent)
        return Exclusion::silent;
    if (relay.state == RelayState::draining)
        return Exclusion::draining;
    if (is_failing(relay.standing))
        return Exclusion::failing;
    return load_of(relay) >= rules.full_load && !already_there ? Exclusion::full : Exclusion::none;
}

double price_of(const RelayFacts& relay, const ChoiceRules& rules)
{
    const auto above =
        std::clamp((load_of(relay) - rules.easy_load) / std::max(1e-6, 1 - rules.easy_load), 0.0, kDearest);
    return (1 + rules.load_price * above) * (1 + rules.failure_price * failed_share(relay.standing)) /
           index_of(relay);
}

} // namespace cordee::broker
