// What says that two files are equal: SHA-256 of each block, and a root over those. Of a file with one block
// the root is the block's hash, so that `sha256sum` gives it too.
#pragma once

#include "protocol/messages.hpp"

#include <string>
#include <vector>

namespace cordee::transfer {

Hash hash_of(View bytes);
/// The same of each: several of one size at once, where that is quicker.
std::vector<Hash> hashes_of(std::span<const View> pieces);
/// Of that many zeros; kept, since a hole asks for the same again and again.
Hash hash_of_zeros(std::uint32_t length);
/// `hashes` are those of the blocks of a file of `size` bytes.
Hash root_of(std::uint64_t size, std::span<const Hash> hashes);
std::string hex(const Hash& hash);

} // namespace cordee::transfer
