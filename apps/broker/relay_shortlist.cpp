#include "apps/broker/relay_shortlist.hpp"

#include "apps/broker/relay_draw.hpp"
#include "apps/broker/relay_price.hpp"
#include "apps/broker/relay_round_trip.hpp"

#include <algorithm>
#include <limits>

namespace cordee::broker {
namespace {

constexpr double kFarKm = 3000;
constexpr std::ptrdiff_t kMostOfOneRegion = 2;

struct Promise {
    const RelayFacts* relay = nullptr;
    double cost = 0;
};
using Promises = std::vector<Promise>;

double gap_km(const RelayFacts& one, const RelayFacts& other)
{
    return one.place && other.place ? distance_km(*one.place, *other.place) : 0;
}

/// By cost; of equal ones the session's draw decides.
Promises promises(const ChoiceFacts& facts, const ChoiceRules& rules, const RoundTrips& operator_trips,
                  const RoundTrips& client_trips)
{
    Promises out;
    for (const auto& relay : facts.relays) {
        if (exclusion_of(relay, rules, relay.id == facts.previous) != Exclusion::none)
            continue;
        const auto trips = operator_trips.to(relay).ms + client_trips.to(relay).ms;
        const auto luck = 1 + rules.spread * luck_of(facts.draw, relay.id);
        out.push_back({&relay, trips * price_of(relay, rules) * luck});
    }
    std::ranges::sort(out, {}, &Promise::cost);
    return out;
}

/// Moves one that is still wanted from one list to the other.
void pick(Promises& from, Promises::iterator which, Promises& into)
{
    into.push_back(*which);
    from.erase(which);
}

/// The cheapest, no more than two of a region as long as there are others.
void pick_near(Promises& from, std::size_t count, Promises& into)
{
    while (into.size() < count && !from.empty()) {
        const auto fits = std::ranges::find_if(from, [&](const Promise& promise) {
            return std::ranges::count(into, promise.relay->region, [](const Promise& picked) {
                       return picked.relay->region;
                   }) < kMostOfOneRegion;
        });
        pick(from, fits == from.end() ? from.begin() : fits, into);
    }
}

/// The cheapest of those that are far from the first.
void pick_far(Promises& from, Promises& into)
{
    const auto far = std::ranges::find_if(from, [&](const Promise& promise) {
        return promise.relay->region != into.front().relay->region &&
               gap_km(*promise.relay, *into.front().relay) >= kFarKm;
    });
    if (far != from.end())
        pick(from, far, into);
}

/// Each as far as possible from all before it.
void pick_spread(Promises& from, std::size_t count, Promises& into)
{
    while (into.size() < count && !from.empty()) {
        const auto loneliness = [&](const Promise& promise) {
            auto nearest = std::numeric_limits<double>::max();
            for (const auto& picked : into)
                nearest = std::min(nearest, gap_km(*promise.relay, *picked.relay));
            return nearest;
        };
        pick(from, std::ranges::max_element(from, {}, loneliness), into);
    }
}

std::vector<std::string> of_pin(const ChoiceFacts& facts, std::size_t most)
{
    std::vector<std::string> names{facts.pin->relay};
    names.insert(names.end(), facts.pin->fallback.begin(), facts.pin->fallback.end());
    std::vector<std::string> out;
    for (const auto& name : names)
        if (out.size() < most && std::ranges::count(facts.relays, name, &RelayFacts::id) > 0 &&
            std::ranges::count(out, name) == 0)
            out.push_back(name);
    return out;
}

} // namespace

std::vector<std::string> shortlist(const ChoiceFacts& facts, const ChoiceRules& rules)
{
    if (facts.pin)
        return of_pin(facts, rules.probed);
    const RoundTrips operator_trips{facts.operator_end, facts.relays};
    const RoundTrips client_trips{facts.client_end, facts.relays};
    auto waiting = promises(facts, rules, operator_trips, client_trips);
    Promises picked;
    if (operator_trips.located() || client_trips.located()) {
        pick_near(waiting, rules.probed > 2 ? rules.probed - 1 : rules.probed, picked);
        if (picked.size() < rules.probed && !picked.empty())
            pick_far(waiting, picked);
        pick_near(waiting, rules.probed, picked);
    } else {
        pick_spread(waiting, rules.probed, picked);
    }
    std::vector<std::string> out;
    for (const auto& promise : picked)
        out.push_back(promise.relay->id);
    return out;
}

} // namespace cordee::broker
