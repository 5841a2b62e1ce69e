// What makes a relay dearer than its round trip, and what takes it out of the choice.
#pragma once

#include "apps/broker/relays/relay_facts.hpp"

#include <string_view>

namespace cordee::broker {

/// The later, the less it helps to try it all the same.
enum class Exclusion {
    none,
    full,
    failing, ///< endpoints do not get through to it
    silent,
    draining,
    not_pinned,     ///< the account's pin does not name it
    not_registered, ///< the account's pin names it, and there is none of that name
};

std::string_view to_string(Exclusion exclusion);

/// From 0; 1 is its capacity, or all that its machine can do.
double load_of(const RelayFacts& relay);
/// Within (0, 1], whatever it claims.
double index_of(const RelayFacts& relay);

/// A session that is there already is not sent away because the relay is full.
Exclusion exclusion_of(const RelayFacts& relay, const ChoiceRules& rules, bool already_there);

/// What the round trip is multiplied with, at least 1.
double price_of(const RelayFacts& relay, const ChoiceRules& rules);

} // namespace cordee::broker
