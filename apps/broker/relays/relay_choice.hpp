// The choice: cost = (round trip of the operator + round trip of the client) / index, dearer near the relay's
// capacity and where endpoints fail; the least wins, and a session moves only when that is worth it. Pure:
// all that it depends on is in ChoiceFacts.
#pragma once

#include "apps/broker/relays/relay_price.hpp"
#include "apps/broker/relays/relay_round_trip.hpp"
#include "core/base/json.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cordee::broker {

enum class ChoiceReason {
    best,        ///< the least cost
    kept,        ///< the session stays where it is: nothing else is better by enough
    pinned,      ///< the account's pin
    fallback,    ///< the pin cannot be used now; this is the next that the account declared
    last_resort, ///< none can be used as it should; this one may work all the same
    none,        ///< there is no relay to offer
};

std::string_view to_string(ChoiceReason reason);

/// One relay, and why it is where it is.
struct Candidate {
    std::string relay;
    std::string region{};
    RoundTrip operator_trip{};
    RoundTrip client_trip{};
    double index = 1;
    double load = 0;     ///< believed; 1 is its capacity
    double sessions = 0; ///< believed
    double room = 1;     ///< for so many more, at least 1
    bool contradicted = false;
    double failed = 0; ///< share of failed outcomes, as they are weighed
    double cost = 0;   ///< milliseconds
    double luck = 0;   ///< from 0 to 1, what this session drew for it
    Exclusion exclusion = Exclusion::none;
};

struct Choice {
    ChoiceReason reason = ChoiceReason::none;
    /// Best first, at most rules.offered: both ends get tickets for these, in this order. Relays of another
    /// region are among them when there are.
    std::vector<std::string> order{};
    std::string previous{};
    std::vector<Candidate> candidates{}; ///< all, by cost, the excluded after the others
};

Choice choose(const ChoiceFacts& facts, const ChoiceRules& rules = {});

/// To be kept with the session and shown; integers only:
/// {reason, order:[id], previous?, candidates:[{relay, region, operator_us, operator_from, client_us,
/// client_from, index_percent, load_percent, contradicted?, failed_percent, cost_us, excluded?}]}.
/// The `most` cheapest candidates, and those of `order`.
json::Object choice_to_json(const Choice& choice, std::size_t most = 16);

} // namespace cordee::broker
