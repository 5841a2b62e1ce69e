// A ticket lets one side of one session through one relay. The broker signs it; the relay checks it alone.
#pragma once

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/crypto/ed25519.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cordee::crypto {

inline constexpr std::size_t kMaxRelayTicket = 1024;

/// What one passage through the relay may cost; 0 is no limit.
struct RelayBudget {
    std::uint64_t bytes = 0;      ///< in both directions together
    std::uint64_t rate = 0;       ///< bytes per second, of the same
    std::chrono::seconds time{0}; ///< from the meeting of the two sides on
    bool operator==(const RelayBudget&) const = default;
};

struct RelayTicket {
    std::string jti;
    ByteArray<16> sid{};
    std::string side; ///< "operator" or "agent"
    std::string relay;
    WallTime iat{};
    WallTime exp{};
    std::optional<RelayBudget> budget{}; ///< empty: what the relay gives to everybody
};

std::string sign_relay_ticket(const RelayTicket& ticket, const SigningKey& key);

/// Errc::not_permitted for another relay's ticket, Errc::expired, Errc::not_yet_valid; clocks may differ by
/// 90 s. That a ticket is used once is for the relay to remember, by jti until exp + kTicketSkew.
Result<RelayTicket> verify_relay_ticket(const ByteArray<32>& broker_key, std::string_view token,
                                        std::string_view relay_id, const Clock& clock);
/// The same for a relay, which does it all the time.
Result<RelayTicket> verify_relay_ticket(VerifyingKey& broker_key, std::string_view token,
                                        std::string_view relay_id, const Clock& clock);

inline constexpr std::chrono::seconds kTicketSkew{90};

/// What proves that a ticket is its bearer's, known to broker and relay and told to the bearer over TLS. It
/// never travels on the relay's own wire, so that a ticket seen there is of no use.
Secret<32> relay_proof_key(View relay_secret, std::string_view token);

/// nonce is the relay's, 32 bytes, new for each connection.
ByteArray<32> relay_proof(View proof_key, View nonce, std::string_view token);

} // namespace cordee::crypto
