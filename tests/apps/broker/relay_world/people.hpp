// Who helps whom, when and how long: sessions over days, more of them in the afternoon of the operator.
#pragma once

#include "apps/broker/relays/relay_facts.hpp"

#include <cstdint>
#include <vector>

namespace cordee::world {

/// One side of a session as it really is, and what the broker's database says of it.
struct Person {
    std::size_t city = 0;
    broker::Coordinates place{};
    double last_mile_ms = 0;
    std::optional<broker::Coordinates> believed_place{};
};

struct Help {
    double begins = 0; ///< seconds from the beginning of the world
    double lasts = 0;  ///< seconds
    Person operator_person{};
    Person client_person{};
};

struct Demand {
    std::size_t sessions = 100'000;
    double hours = 48;
    double first_hour = 0; ///< UTC
    double mean_minutes = 25;
};

/// By their beginning; the same for the same seed.
std::vector<Help> sessions_of(const Demand& demand, std::uint64_t seed);

} // namespace cordee::world
