// The round trip between one end and one relay: what was measured, as far as it can be true, or else an
// estimate.
#pragma once

#include "apps/broker/relays/relay_facts.hpp"

#include <string_view>

namespace cordee::broker {

enum class RoundTripSource {
    measured,
    raised,     ///< measured, but shorter than light needs: the time of light counts
    estimated,  ///< from coordinates, or from what was measured to other relays
    unanswered, ///< the end got no answer from it: estimated, and much dearer
    unknown,    ///< nothing to go by
};

std::string_view to_string(RoundTripSource source);

struct RoundTrip {
    double ms = 0; ///< finite, above 0
    RoundTripSource source = RoundTripSource::unknown;
};

/// All round trips of one end. Refers to nothing that it was given.
class RoundTrips {
public:
    RoundTrips(const EndFacts& end, const std::vector<RelayFacts>& relays);

    [[nodiscard]] RoundTrip to(const RelayFacts& relay) const;
    /// What it may be, were it measured: an estimate without what estimates are charged.
    [[nodiscard]] double hope(const RelayFacts& relay) const;
    /// Measured, or tried in vain.
    [[nodiscard]] bool tried(const RelayFacts& relay) const { return probe_of(relay) != nullptr; }
    /// There are coordinates or measurements, so that relays can be told apart.
    [[nodiscard]] bool located() const;
    /// It measured, and is far from all that it measured: it may be anywhere else.
    [[nodiscard]] bool lost() const;

private:
    /// A relay whose place is known and that answered.
    struct Beacon {
        Coordinates place;
        double ms = 0;
    };
    void find_beacons(const std::vector<RelayFacts>& relays);
    /// A database may be wrong by continents.
    void doubt_place();
    [[nodiscard]] std::optional<double> estimate(const RelayFacts& relay) const;
    [[nodiscard]] const Probe* probe_of(const RelayFacts& relay) const;

    std::optional<Coordinates> place_;
    std::vector<Probe> probes_;
    std::vector<Beacon> beacons_;
};

} // namespace cordee::broker
