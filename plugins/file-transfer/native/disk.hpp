// Reading and writing at a place, as a whole or not at all; and where a file's data lies.
#pragma once

#include "protocol/octets.hpp"
#include "protocol/trouble.hpp"

#include <utility>

namespace cordee::transfer {

/// How many bytes were there: fewer than asked for at the end of the file; nothing after an error.
std::size_t read_at(int file, std::uint64_t offset, std::span<std::uint8_t> out);
Trouble write_at(int file, std::uint64_t offset, View bytes);
/// Pages of zeros are passed over: in a file that is new there, they stay holes.
Trouble write_sparsely(int file, std::uint64_t offset, View bytes);

/// The disk begins with these bytes at once, so that little is left to wait for when all are to be safe.
void begin_to_write(int file, std::uint64_t offset, std::uint64_t length);

/// Where data lies: pairs of begin and end. What has no holes, or cannot tell, is data as a whole.
using Segments = std::vector<std::pair<std::uint64_t, std::uint64_t>>;
Segments data_segments(int file, std::uint64_t size);
bool is_hole(const Segments& segments, std::uint64_t offset, std::uint64_t length);

/// Size and time of change, to see whether a file is still what it was.
struct Stamp {
    std::uint64_t size = 0;
    std::int64_t modified = 0;
    bool operator==(const Stamp&) const = default;
};
Stamp stamp_of(int file);

} // namespace cordee::transfer
