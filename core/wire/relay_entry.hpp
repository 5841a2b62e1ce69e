// The few bytes by which a side enters a relay; afterwards the relay forwards and reads nothing.
//
//     relay -> side   "RLY1" || nonce(32)
//     side -> relay   u16 length || ticket || proof(32)
//     relay -> side   u8 answer, when the relay has decided; after `paired` the connection is the other
//     side's
//
// The proof is a MAC over the nonce under a key that only relay, broker and side know, so that a ticket read
// on the way is worth nothing.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/error.hpp"

#include <string_view>

namespace cordee::wire {

inline constexpr std::size_t kRelayNonceSize = 32;
inline constexpr std::size_t kRelayProofSize = 32;
inline constexpr std::size_t kRelayGreetingSize = 4 + kRelayNonceSize;
inline constexpr std::size_t kMaxRelayTicket = 1024;

using RelayNonce = ByteArray<kRelayNonceSize>;
using RelayProof = ByteArray<kRelayProofSize>;

enum class RelayAnswer : std::uint8_t {
    paired = 0,
    refused = 1, ///< ticket or proof is not right; which one is not said
    expired = 2,
    used = 3, ///< the ticket, or this side of the session, was here before
    busy = 4,
    absent = 5, ///< the other side did not come in time
};

ByteArray<kRelayGreetingSize> encode_relay_greeting(const RelayNonce& nonce);
Result<RelayNonce> decode_relay_greeting(View greeting);

/// The first two bytes of an entry: how long the ticket is, 1..kMaxRelayTicket, else Errc::too_large or
/// malformed.
Result<std::size_t> decode_relay_ticket_length(View two_bytes);

struct RelayEntry {
    std::string_view ticket;
    RelayProof proof{};
};

/// The ticket has 1..kMaxRelayTicket characters, else Errc::too_large.
Result<Bytes> encode_relay_entry(const RelayEntry& entry);
/// A whole entry and nothing after it; the ticket is a view into it, of printable ASCII.
Result<RelayEntry> decode_relay_entry(View entry);

Result<RelayAnswer> decode_relay_answer(std::uint8_t answer);

} // namespace cordee::wire
