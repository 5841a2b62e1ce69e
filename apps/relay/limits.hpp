// What one relay allows, so that nobody can exhaust it.
#pragma once

#include "core/crypto/relay_ticket.hpp"

#include <chrono>
#include <cstddef>

namespace cordee::relay {

struct Limits {
    std::size_t sessions = 1000;
    std::size_t entries = 256;            ///< connections that are not paired yet
    std::size_t entries_per_address = 32; ///< of one IPv4 address or one IPv6 /64
    std::size_t used_tickets = 100'000;   ///< remembered until they have expired
    std::chrono::milliseconds first_byte_time{5'000};
    std::chrono::milliseconds entry_time{10'000};
    std::chrono::milliseconds pairing_time{30'000};
    /// How long one direction may go on after the other one has ended.
    std::chrono::milliseconds half_closed_time{60'000};
    std::chrono::milliseconds idle_time{90'000};
    /// Of a pair whose tickets say nothing of it.
    crypto::RelayBudget budget{};
    /// Over which pairs are sent elsewhere when the relay is to end.
    std::chrono::milliseconds drain_time{20'000};
};

} // namespace cordee::relay
