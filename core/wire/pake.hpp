// The four records of the way in by code: SPAKE2, with the first two Noise messages riding along.
// PROTOCOL.md, "Code".
//
//   PAKE1   | 0x01 | CTX 88 | hello length u16 | hello | pA 65 |
//   PAKE2   | 0x02 | pB 65 |
//   PAKE3   | 0x03 | confA 32 | noise message 1 |
//   PAKE4   | 0x04 | confB 32 | noise message 2 |
#pragma once

#include "core/wire/handshake.hpp"

namespace cordee::wire {

/// An uncompressed point of P-256.
inline constexpr std::size_t kPakeShare = 65;
inline constexpr std::size_t kPakeConfirmation = 32;

/// Views into the record. The point is checked by core/crypto only.
struct Pake1 {
    View context;
    View hello;
    View share;
};
/// Errc::too_large for a longer hello.
Result<Bytes> encode_pake1(View context, View hello, View share);
Result<Pake1> decode_pake1(View record);

Bytes encode_pake2(View share);
/// The other side's share.
Result<View> decode_pake2(View record);

struct PakeConfirmation {
    View confirmation;
    View noise;
};
/// PAKE3 and PAKE4.
Bytes encode_pake_confirmation(Kind kind, View confirmation, View noise);
Result<PakeConfirmation> decode_pake_confirmation(Kind expected, View record);

} // namespace cordee::wire
