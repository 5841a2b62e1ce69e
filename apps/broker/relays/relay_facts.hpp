// What is known when a relay is chosen: of each relay, of the two ends, and of the account.
#pragma once

#include "apps/broker/relays/coordinates.hpp"
#include "apps/broker/relays/relay_load.hpp"
#include "apps/broker/relays/relay_outcomes.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cordee::broker {

enum class RelayState {
    alive,
    silent,   ///< no report for too long
    draining, ///< about to stop: takes no new session
};

struct RelayFacts {
    std::string id;
    std::string region{};
    std::optional<Coordinates> place{};
    RelayState state = RelayState::alive;
    double capacity = 1000; ///< sessions
    double index = 1;       ///< of performance, above 0 and at most 1
    BelievedLoad load{};
    Standing standing{};
};

/// A round trip to one relay, as an end says that it measured it.
struct Probe {
    std::string relay;
    std::optional<double> ms; ///< empty: tried, and no answer came
};

/// Operator or client.
struct EndFacts {
    std::optional<Coordinates> place{};
    std::vector<Probe> probes{};
};

/// An account that uses these relays and no other, in this order.
struct RelayPin {
    std::string relay;
    std::vector<std::string> fallback{};
};

/// Relay ids are unique in it.
struct ChoiceFacts {
    std::vector<RelayFacts> relays{};
    EndFacts operator_end{};
    EndFacts client_end{};
    std::optional<RelayPin> pin{};
    std::string previous{}; ///< the relay that this session uses already; empty for a new one
    /// Anything, the same for one session: decides among relays that are as good as each other.
    std::uint64_t draw = 0;
};

/// The numbers of the choice.
struct ChoiceRules {
    double easy_load = 0.7;      ///< up to here a relay's load does not count
    double full_load = 0.95;     ///< from here on no new session goes there
    double load_price = 2;       ///< what the cost is multiplied with at full load, less one
    double failure_price = 3;    ///< the same, were every outcome a failure
    double spread = 0.03;        ///< relays whose cost differs less than this share the sessions
    double next_spread = 0.25;   ///< the same for the next best, so that a death burdens several neighbours
    double worth_moving = 0.2;   ///< a session moves for a cost that is lower by this share,
    double worth_moving_ms = 10; ///< and a round trip that is shorter by this much
    std::size_t probed = 6;      ///< relays that both ends measure
    std::size_t offered = 4;     ///< relays that a session gets tickets for
};

} // namespace cordee::broker
