#include "apps/broker/relays/relay_shortlist.hpp"

#include "apps/broker/relays/relay_draw.hpp"
#include "apps/broker/relays/relay_price.hpp"
#include "apps/broker/relays/relay_round_trip.hpp"

#include <algorithm>
#include <limits>

namespace cordee::broker {
namespace {

constexpr double kFarKm = 3000;
constexpr std::ptrdiff_t kMostOfOneRegion = 2;
/// A second measurement takes time; this share of the cost is worth it.
constexpr double kWorthMeasuring = 0.85;

struct Promise {
    const RelayFacts* relay = nullptr;
    double cost = 0;
};
using Promises = std::vector<Promise>;

double gap_km(const RelayFacts& one, const RelayFacts& other)
{
    return one.place && other.place ? distance_km(*one.place, *other.place) : 0;
}

/// Both ends of the session, and the rules.
class Outlook {
public:
    Outlook(const ChoiceFacts& facts, const ChoiceRules& rules)
        : facts_{facts}, rules_{rules}, operator_{facts.operator_end, facts.relays}, client_{facts.client_end,
                                                                                             facts.relays}
    {}

    /// Those of the two that are somewhere.
    [[nodiscard]] std::vector<const RoundTrips*> located() const
    {
        std::vector<const RoundTrips*> out;
        for (const auto* end : {&operator_, &client_})
            if (end->located())
                out.push_back(end);
        return out;
    }
    [[nodiscard]] bool measured(const RelayFacts& relay) const
    {
        return operator_.tried(relay) && client_.tried(relay);
    }
    [[nodiscard]] bool lost() const { return operator_.lost() || client_.lost(); }
    [[nodiscard]] bool usable(const RelayFacts& relay) const
    {
        return exclusion_of(relay, rules_, relay.id == facts_.previous) == Exclusion::none;
    }
    [[nodiscard]] double cost(const RelayFacts& relay) const
    {
        return (operator_.hope(relay) + client_.hope(relay)) * price_of(relay, rules_);
    }
    /// Of the best one that was measured; without any, all are cheaper.
    [[nodiscard]] double least_measured_cost() const
    {
        auto out = std::numeric_limits<double>::max();
        for (const auto& relay : facts_.relays)
            if (usable(relay) && measured(relay))
                out = std::min(out, cost(relay));
        return out;
    }

private:
    const ChoiceFacts& facts_;
    const ChoiceRules& rules_;
    RoundTrips operator_;
    RoundTrips client_;
};

/// By cost; of equal ones the session's draw decides.
Promises promises(const ChoiceFacts& facts, const ChoiceRules& rules, const Outlook& outlook)
{
    const auto limit = outlook.least_measured_cost() * kWorthMeasuring;
    Promises out;
    for (const auto& relay : facts.relays) {
        if (!outlook.usable(relay) || outlook.measured(relay))
            continue;
        const auto cost = outlook.cost(relay);
        if (cost < limit)
            out.push_back({&relay, cost * (1 + rules.spread * luck_of(facts.draw, relay.id))});
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

/// The nearest to that end alone: what it measures there shows whether the coordinates are right.
void pick_nearest(Promises& from, const RoundTrips& end, Promises& into)
{
    const auto nearest =
        std::ranges::min_element(from, {}, [&](const Promise& promise) { return end.hope(*promise.relay); });
    if (nearest != from.end())
        pick(from, nearest, into);
}

/// The cheapest of those that are far from the first.
void pick_far(Promises& from, Promises& into)
{
    if (into.empty())
        return;
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

/// Where nothing was measured yet, as far as possible from all that was. Once is enough.
void explore(const ChoiceFacts& facts, const ChoiceRules& rules, const Outlook& outlook, Promises& picked)
{
    Promises known = picked;
    Promises unknown;
    for (const auto& relay : facts.relays) {
        const bool is_known =
            outlook.measured(relay) || std::ranges::count(picked, &relay, &Promise::relay) > 0;
        if (is_known && outlook.measured(relay))
            known.push_back({&relay, 0});
        else if (!is_known && outlook.usable(relay))
            unknown.push_back({&relay, 0});
    }
    const auto before = known.size();
    if (before < 2 * rules.probed)
        pick_spread(unknown, before + rules.probed - picked.size(), known);
    picked.insert(picked.end(), known.begin() + static_cast<std::ptrdiff_t>(before), known.end());
}

std::vector<std::string> of_pin(const ChoiceFacts& facts, const Outlook& outlook, std::size_t most)
{
    std::vector<std::string> names{facts.pin->relay};
    names.insert(names.end(), facts.pin->fallback.begin(), facts.pin->fallback.end());
    std::vector<std::string> out;
    for (const auto& name : names) {
        const auto relay = std::ranges::find(facts.relays, name, &RelayFacts::id);
        if (out.size() < most && relay != facts.relays.end() && !outlook.measured(*relay) &&
            std::ranges::count(out, name) == 0)
            out.push_back(name);
    }
    return out;
}

} // namespace

std::vector<std::string> shortlist(const ChoiceFacts& facts, const ChoiceRules& rules)
{
    const Outlook outlook{facts, rules};
    if (facts.pin)
        return of_pin(facts, outlook, rules.probed);
    auto waiting = promises(facts, rules, outlook);
    Promises picked;
    const auto located = outlook.located();
    if (!located.empty())
        pick_near(waiting, (rules.probed + 1) / 2, picked);
    for (const auto* end : located)
        if (picked.size() < rules.probed)
            pick_nearest(waiting, *end, picked);
    if (located.size() == 2 && picked.size() < rules.probed)
        pick_far(waiting, picked);
    if (located.size() == 2)
        pick_near(waiting, rules.probed, picked);
    else
        pick_spread(waiting, rules.probed, picked);
    if (outlook.lost())
        explore(facts, rules, outlook, picked);
    std::vector<std::string> out;
    for (const auto& promise : picked)
        out.push_back(promise.relay->id);
    return out;
}

} // namespace cordee::broker
