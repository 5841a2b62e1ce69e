// GMEDIA: one frame of a group's media, sealed by its sender for everybody (core/crypto/sframe.hpp).
//
//   | kind u8 = 0x12 | SFrame object |
#pragma once

#include "core/wire/handshake.hpp"

namespace cordee::wire {

/// The longest SFrame object in a record; on the datagram path a record has kMaxDatagram bytes.
inline constexpr std::size_t kMaxGroupMedia = 65534;
/// Longest record on the datagram path.
inline constexpr std::size_t kMaxDatagram = 1200;

/// Errc::malformed when it is empty, Errc::too_large beyond kMaxGroupMedia.
Result<Bytes> encode_group_media(View object);
Result<View> decode_group_media(View record);

} // namespace cordee::wire
