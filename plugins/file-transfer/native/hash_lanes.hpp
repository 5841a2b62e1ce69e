// SHA-256 of several pieces at once, one in each lane of a wide register. OpenSSL hashes one after the other,
// which takes longer than all else that a large file costs, where the processor has no instructions for it.
#pragma once

#include "protocol/messages.hpp"

#include <span>

namespace cordee::transfer {

/// Pieces that are hashed at once at most, 8 or 16; 0: this processor gains nothing by it.
std::size_t hash_lanes();

/// 8 pieces, or as many as hash_lanes() says, all of this size.
void hash_in_lanes(std::span<const std::uint8_t* const> pieces, std::size_t size, std::span<Hash> out);

} // namespace cordee::transfer
