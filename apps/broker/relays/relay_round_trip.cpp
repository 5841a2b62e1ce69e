#include "apps/broker/relays/relay_round_trip.hpp"

#include <algorithm>
#include <cmath>

namespace cordee::broker {
namespace {

constexpr double kShortestMs = 0.05;
constexpr double kLongestMs = 30'000;
constexpr double kLastMileMs = 10;
/// A place that is known no better than that helps with nothing.
constexpr double kVagueKm = 3000;
constexpr double kLostMs = 70;
constexpr double kUnknownMs = 250;
/// An estimate must not win against a measurement that is about as good.
constexpr double kEstimateFactor = 1.3;
constexpr double kEstimateExtraMs = 10;
constexpr std::size_t kMostBeacons = 3;
constexpr double kUnansweredFactor = 2;
constexpr double kUnansweredExtraMs = 300;

/// Within what can be worked with; empty for what no measurement can have given.
std::optional<double> sensible_ms(const Probe& probe)
{
    if (!probe.ms || !std::isfinite(*probe.ms) || *probe.ms < 0)
        return std::nullopt;
    return std::clamp(*probe.ms, kShortestMs, kLongestMs);
}

const RelayFacts* relay_named(const std::vector<RelayFacts>& relays, const std::string& id)
{
    const auto at = std::ranges::find(relays, id, &RelayFacts::id);
    return at == relays.end() ? nullptr : &*at;
}

/// What light needs at the least, wherever within their radii the two are.
double light_ms(const std::optional<Coordinates>& end, const std::optional<Coordinates>& relay)
{
    if (!end || !relay)
        return 0;
    return least_round_trip_ms(distance_km(*end, *relay) - end->radius_km - relay->radius_km);
}

} // namespace

std::string_view to_string(RoundTripSource source)
{
    switch (source) {
    case RoundTripSource::measured:
        return "measured";
    case RoundTripSource::raised:
        return "raised";
    case RoundTripSource::estimated:
        return "estimated";
    case RoundTripSource::unanswered:
        return "unanswered";
    case RoundTripSource::unknown:
        break;
    }
    return "unknown";
}

RoundTrips::RoundTrips(const EndFacts& end, const std::vector<RelayFacts>& relays)
    : place_{end.place}, probes_{end.probes}
{
    find_beacons(relays);
    doubt_place();
    for (auto& beacon : beacons_)
        beacon.ms = std::max(beacon.ms, light_ms(place_, beacon.place));
    // The nearest say all that there is to say.
    std::ranges::sort(beacons_, {}, &Beacon::ms);
    beacons_.resize(std::min(beacons_.size(), kMostBeacons));
}

void RoundTrips::find_beacons(const std::vector<RelayFacts>& relays)
{
    for (const auto& probe : probes_) {
        const auto ms = sensible_ms(probe);
        const auto* relay = relay_named(relays, probe.relay);
        if (ms && relay && relay->place)
            beacons_.push_back({*relay->place, *ms});
    }
}

/// An end that was nearer to relays than light allows is elsewhere, or lies. It is elsewhere when it can be
/// where its nearest relay is: when that contradicts fewer of its measurements.
void RoundTrips::doubt_place()
{
    if (!place_ || beacons_.empty())
        return;
    const auto contradictions = [&](const Coordinates& place) {
        return std::ranges::count_if(
            beacons_, [&](const Beacon& beacon) { return beacon.ms < light_ms(place, beacon.place); });
    };
    const auto nearest = std::ranges::min_element(beacons_, {}, &Beacon::ms);
    auto elsewhere = nearest->place;
    elsewhere.radius_km += nearest->ms / least_round_trip_ms(1);
    if (contradictions(elsewhere) < contradictions(*place_))
        place_ = elsewhere;
}

const Probe* RoundTrips::probe_of(const RelayFacts& relay) const
{
    const auto at = std::ranges::find(probes_, relay.id, &Probe::relay);
    return at == probes_.end() ? nullptr : &*at;
}

/// By way of the beacon that makes it shortest, or from the end's own coordinates. Measurements come before
/// coordinates, which are those of the provider at times.
std::optional<double> RoundTrips::estimate(const RelayFacts& relay) const
{
    if (!relay.place)
        return std::nullopt;
    std::optional<double> out;
    if (place_ && place_->radius_km < kVagueKm)
        out = likely_round_trip_ms(distance_km(*place_, *relay.place)) + kLastMileMs;
    for (const auto& beacon : beacons_) {
        const auto by_way = beacon.ms + likely_round_trip_ms(distance_km(beacon.place, *relay.place));
        out = std::min(out.value_or(by_way), by_way);
    }
    return out;
}

bool RoundTrips::located() const
{
    return (place_ && place_->radius_km < kVagueKm) || !beacons_.empty();
}

bool RoundTrips::lost() const
{
    return !beacons_.empty() && beacons_.front().ms > kLostMs;
}

/// Without coordinates half way between what the nearest measured relays allow and what they promise.
double RoundTrips::hope(const RelayFacts& relay) const
{
    if (tried(relay))
        return to(relay).ms;
    const auto guess = estimate(relay);
    if (!guess || place_)
        return guess.value_or(kUnknownMs);
    double least = 0;
    for (const auto& beacon : beacons_)
        least = std::max(least, light_ms(beacon.place, relay.place) - beacon.ms);
    return (*guess + least) / 2;
}

RoundTrip RoundTrips::to(const RelayFacts& relay) const
{
    const auto* probe = probe_of(relay);
    if (probe)
        if (const auto ms = sensible_ms(*probe)) {
            const auto least = light_ms(place_, relay.place);
            if (*ms < least)
                return {least, RoundTripSource::raised};
            return {*ms, RoundTripSource::measured};
        }
    const auto guess = estimate(relay);
    if (probe)
        return {guess.value_or(kUnknownMs) * kUnansweredFactor + kUnansweredExtraMs,
                RoundTripSource::unanswered};
    if (!guess)
        return {kUnknownMs, RoundTripSource::unknown};
    return {*guess * kEstimateFactor + kEstimateExtraMs, RoundTripSource::estimated};
}

} // namespace cordee::broker
