// The two records by which a session moves to another connection. PROTOCOL.md, "Resumption".
//
//   | kind u8 = 0x08 or 0x09 | attach id 16 | epoch u32 | noise message |      big-endian
#pragma once

#include "core/wire/handshake.hpp"

namespace cordee::wire {

inline constexpr std::size_t kAttachContextSize = 60;

/// What both sides of a resumption agree on: the prologue of its Noise handshake.
struct AttachContext {
    std::uint8_t version = kProtocolVersion;
    std::uint8_t suite = kSuite;
    ByteArray<16> session{};
    ByteArray<32> handshake_hash{}; ///< of the session's first handshake
    std::uint32_t epoch = 0;
};
ByteArray<kAttachContextSize> encode_attach_context(const AttachContext& context);

struct Attach {
    ByteArray<16> id{};
    std::uint32_t epoch = 0;
    View noise; ///< into the record
};
/// kind is attach1 or attach2.
Bytes encode_attach(Kind kind, const Attach& attach);
Result<Attach> decode_attach(Kind expected, View record);

/// How far a side is, over all epochs: what it expects next and what it will send next.
struct Counters {
    std::uint64_t recv_next = 0;
    std::uint64_t send_next = 0;
    bool operator==(const Counters&) const = default;
};
/// The Noise payloads: that of ATTACH1 ends with a reserved u32 of zero, that of ATTACH2 with the numbers.
Bytes encode_attach_payload(Kind kind, const Counters& counters);
Result<Counters> decode_attach_payload(Kind kind, View payload);

} // namespace cordee::wire
