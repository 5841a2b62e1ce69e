// The few bytes by which a side enters a relay; afterwards the relay forwards and reads nothing.
//
//     side -> relay   "RLYC", over native TCP only, which tells it from HTTP and TLS on the same port
//     relay -> side   "RLY1" || nonce(32)
//     side -> relay   u16 length || ticket || proof(32)
//     relay -> side   u8 answer, when the relay has decided; after `paired` follow
//                     u16 udp_port || udp_token(16), and the connection is the other side's
//
// Over WebSocket and long-poll each of them but the first is one message.
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
inline constexpr std::size_t kMaxRelayEntry = 2 + kMaxRelayTicket + kRelayProofSize;
inline constexpr std::string_view kRelayPreamble = "RLYC";
inline constexpr std::size_t kUdpTokenSize = 16;
inline constexpr std::size_t kRelayPairedSize = 2 + kUdpTokenSize; ///< what follows the answer `paired`

using RelayNonce = ByteArray<kRelayNonceSize>;
using RelayProof = ByteArray<kRelayProofSize>;
using UdpToken = ByteArray<kUdpTokenSize>;

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

/// Where the datagrams of this pair go. At that port of the relay each begins with the token, which the
/// relay takes off.
struct RelayPaired {
    std::uint16_t udp_port = 0; ///< 0: this relay forwards no datagrams
    UdpToken udp_token{};
    bool operator==(const RelayPaired&) const = default;
};

/// With the answer byte before it.
ByteArray<1 + kRelayPairedSize> encode_relay_paired(const RelayPaired& paired);
/// Without the answer byte, and nothing more.
Result<RelayPaired> decode_relay_paired(View after_answer);

} // namespace cordee::wire
