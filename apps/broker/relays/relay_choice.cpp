#include "apps/broker/relays/relay_choice.hpp"

#include "apps/broker/relays/relay_draw.hpp"

#include <algorithm>
#include <cmath>

namespace cordee::broker {
namespace {

/// Fewer than this, and relays that look bad are offered too, after the others.
constexpr std::size_t kLeastOffered = 2;

/// Nor is a relay that is so much dearer next before one that is not, whatever room it has.
constexpr double kDearestNext = 2.5;

using Candidates = std::vector<Candidate>;

/// The pin and its fallback, each name once.
std::vector<std::string> names_of(const RelayPin& pin)
{
    std::vector<std::string> out{pin.relay};
    for (const auto& name : pin.fallback)
        if (std::ranges::find(out, name) == out.end())
            out.push_back(name);
    return out;
}

Candidates weigh(const ChoiceFacts& facts, const ChoiceRules& rules)
{
    const RoundTrips operator_trips{facts.operator_end, facts.relays};
    const RoundTrips client_trips{facts.client_end, facts.relays};
    Candidates out;
    for (const auto& relay : facts.relays) {
        Candidate made{relay.id, relay.region, operator_trips.to(relay), client_trips.to(relay)};
        made.index = index_of(relay);
        made.load = load_of(relay);
        made.sessions = relay.load.sessions;
        made.room = std::max(1.0, (1 - made.load) * relay.capacity);
        made.contradicted = relay.load.contradicted;
        made.failed = failed_share(relay.standing);
        made.cost = (made.operator_trip.ms + made.client_trip.ms) * price_of(relay, rules);
        made.luck = luck_of(facts.draw, relay.id);
        made.exclusion = exclusion_of(relay, rules, relay.id == facts.previous);
        out.push_back(std::move(made));
    }
    return out;
}

/// Those that can be used, by cost; then the others. Costs that differ by less than `spread` are in the order
/// that the session draws.
void sort_by_cost(Candidates::iterator from, Candidates::iterator to, double spread)
{
    const auto key = [&](const Candidate& candidate) {
        return std::pair{candidate.exclusion, candidate.cost * (1 + spread * candidate.luck)};
    };
    std::stable_sort(from, to, [&](const auto& one, const auto& other) { return key(one) < key(other); });
}

bool usable(const Candidate& candidate)
{
    return candidate.exclusion == Exclusion::none;
}

/// It would not take the session, or the account does not want it there.
bool hopeless(const Candidate& candidate)
{
    return candidate.exclusion == Exclusion::not_pinned || candidate.exclusion == Exclusion::not_registered ||
           candidate.exclusion == Exclusion::draining;
}

/// Where the session is and may stay: unless another is better by enough.
bool worth_staying(const Candidate& there, const Candidate& best, const ChoiceRules& rules)
{
    const auto saved = there.cost - best.cost;
    return saved < rules.worth_moving_ms || saved < there.cost * rules.worth_moving;
}

Candidates::iterator place_of(Candidates& candidates, const std::string& relay)
{
    return std::ranges::find(candidates, relay, &Candidate::relay);
}

/// To the front, the others keep their order.
void bring_forward(Candidates& candidates, Candidates::iterator which)
{
    std::rotate(candidates.begin(), which, which + 1);
}

/// The next best that would share the sessions of the first, were it to die: those that are about as good,
/// and as many more as it takes to have room for all.
Candidates::iterator end_of_next(Candidates& candidates, const ChoiceRules& rules)
{
    const auto from = candidates.begin() + 1;
    double room = 0;
    return std::find_if(from, candidates.end(), [&](const Candidate& candidate) {
        const bool as_good = candidate.cost <= from->cost * (1 + rules.next_spread);
        const bool needed = room < candidates.front().sessions && candidate.cost <= from->cost * kDearestNext;
        room += candidate.room;
        return !usable(candidate) || !(as_good || needed);
    });
}

/// Each of the next best takes its part of the sessions, by the room that it has; all would go to one
/// otherwise.
void share_next(Candidates& candidates, const ChoiceRules& rules)
{
    // Whoever's exponential clock rings first: the chance is in proportion to the room.
    const auto rings = [](const Candidate& candidate) {
        return -std::log1p(-candidate.luck) / candidate.room;
    };
    std::sort(candidates.begin() + 1, end_of_next(candidates, rules),
              [&](const Candidate& one, const Candidate& other) { return rings(one) < rings(other); });
}

/// One of another region takes the last place, should all be of the region of the first.
void mix_regions(Candidates& candidates, std::size_t offered)
{
    const auto end = std::ranges::find_if_not(candidates, usable);
    const auto other = std::find_if(candidates.begin(), end, [&](const Candidate& candidate) {
        return candidate.region != candidates.front().region;
    });
    const auto last = static_cast<std::ptrdiff_t>(offered) - 1;
    if (last >= 1 && other != end && other - candidates.begin() > last)
        std::rotate(candidates.begin() + last, other, other + 1);
}

/// Puts the best first.
ChoiceReason arrange_by_cost(Candidates& candidates, const ChoiceFacts& facts, const ChoiceRules& rules)
{
    sort_by_cost(candidates.begin(), candidates.end(), rules.spread);
    if (candidates.empty() || !usable(candidates.front()))
        return candidates.empty() ? ChoiceReason::none : ChoiceReason::last_resort;
    auto reason = ChoiceReason::best;
    const auto there = place_of(candidates, facts.previous);
    if (there != candidates.end() && usable(*there) && worth_staying(*there, candidates.front(), rules)) {
        bring_forward(candidates, there);
        reason = ChoiceReason::kept;
    }
    sort_by_cost(candidates.begin() + 1, candidates.end(), 0);
    share_next(candidates, rules);
    mix_regions(candidates, rules.offered);
    return reason;
}

/// The order that the account declared; cost does not count.
ChoiceReason arrange_by_pin(Candidates& candidates, const ChoiceFacts& facts)
{
    const auto names = names_of(*facts.pin);
    for (auto& candidate : candidates)
        if (std::ranges::find(names, candidate.relay) == names.end())
            candidate.exclusion = Exclusion::not_pinned;
    for (const auto& name : names)
        if (place_of(candidates, name) == candidates.end()) {
            candidates.push_back({name});
            candidates.back().exclusion = Exclusion::not_registered;
        }
    const auto key = [&](const Candidate& candidate) {
        return std::pair{!usable(candidate), std::ranges::find(names, candidate.relay) - names.begin()};
    };
    std::ranges::stable_sort(candidates, {}, key);
    if (!usable(candidates.front()))
        return ChoiceReason::last_resort;
    const auto there = place_of(candidates, facts.previous);
    if (there != candidates.end() && usable(*there)) {
        bring_forward(candidates, there);
        return ChoiceReason::kept;
    }
    return candidates.front().relay == facts.pin->relay ? ChoiceReason::pinned : ChoiceReason::fallback;
}

/// Usable ones; with too few of them also those that may work all the same.
std::vector<std::string> order_of(const Candidates& candidates, std::size_t most)
{
    std::vector<std::string> out;
    for (const auto& candidate : candidates)
        if (out.size() < most && usable(candidate))
            out.push_back(candidate.relay);
    for (const auto& candidate : candidates)
        if (out.size() < std::min(most, kLeastOffered) && !usable(candidate) && !hopeless(candidate))
            out.push_back(candidate.relay);
    return out;
}

} // namespace

std::string_view to_string(ChoiceReason reason)
{
    switch (reason) {
    case ChoiceReason::best:
        return "best";
    case ChoiceReason::kept:
        return "kept";
    case ChoiceReason::pinned:
        return "pinned";
    case ChoiceReason::fallback:
        return "fallback";
    case ChoiceReason::last_resort:
        return "last_resort";
    case ChoiceReason::none:
        break;
    }
    return "none";
}

Choice choose(const ChoiceFacts& facts, const ChoiceRules& rules)
{
    Choice out;
    out.previous = facts.previous;
    out.candidates = weigh(facts, rules);
    out.reason =
        facts.pin ? arrange_by_pin(out.candidates, facts) : arrange_by_cost(out.candidates, facts, rules);
    out.order = order_of(out.candidates, rules.offered);
    if (out.order.empty())
        out.reason = ChoiceReason::none;
    return out;
}

} // namespace cordee::broker
