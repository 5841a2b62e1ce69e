// A choice as it is kept with the session.
#include "apps/broker/relays/relay_choice.hpp"

#include <algorithm>
#include <cmath>

namespace cordee::broker {
namespace {

constexpr double kLargest = 1e12;

std::int64_t whole(double value, double unit)
{
    const auto scaled = value * unit;
    return std::isfinite(scaled) ? std::llround(std::clamp(scaled, -kLargest, kLargest)) : 0;
}

void set_trip(json::Object& into, const std::string& end, const RoundTrip& trip)
{
    into.set(end + "_us", whole(trip.ms, 1000));
    into.set(end + "_from", std::string{to_string(trip.source)});
}

json::Object candidate_to_json(const Candidate& candidate)
{
    auto out = json::make_object();
    out.set("relay", candidate.relay);
    if (candidate.exclusion != Exclusion::none)
        out.set("excluded", std::string{to_string(candidate.exclusion)});
    if (candidate.exclusion == Exclusion::not_registered)
        return out;
    out.set("region", candidate.region);
    set_trip(out, "operator", candidate.operator_trip);
    set_trip(out, "client", candidate.client_trip);
    out.set("index_percent", whole(candidate.index, 100));
    out.set("load_percent", whole(candidate.load, 100));
    if (candidate.contradicted)
        out.set("contradicted", true);
    out.set("failed_percent", whole(candidate.failed, 100));
    out.set("cost_us", whole(candidate.cost, 1000));
    return out;
}

} // namespace

json::Object choice_to_json(const Choice& choice, std::size_t most)
{
    auto out = json::make_object();
    out.set("reason", std::string{to_string(choice.reason)});
    out.set("order", json::make_array(choice.order));
    if (!choice.previous.empty())
        out.set("previous", choice.previous);
    json::Array::Ptr candidates{new json::Array};
    for (const auto& candidate : choice.candidates)
        if (candidates->size() < most ||
            std::ranges::find(choice.order, candidate.relay) != choice.order.end())
            candidates->add(candidate_to_json(candidate));
    out.set("candidates", candidates);
    return out;
}

} // namespace cordee::broker
