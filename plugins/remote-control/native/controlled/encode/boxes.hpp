// What changed, as rectangles that are worth sending as one: neighbours with the same kind of colours join,
// so that a page of text is one small palette and not hundreds of tiles.
#pragma once

#include "controlled/encode/colours.hpp"
#include "controlled/encode/tiles.hpp"

#include <vector>

namespace cordee::remote {

struct Box {
    Rect area{};
    /// Rising, all of the area's and perhaps others of the same tiles; empty: more than kMaxColours.
    std::vector<std::uint32_t> colours{};
    [[nodiscard]] unsigned bits() const { return colours.empty() ? 24 : bits_for(colours.size()); }
};

/// The smallest rectangle around all pixels of `area` that differ; empty when none does.
Rect changed_part(const Picture& before, const Picture& now, const Rect& area);

/// Rectangles around all that differs in these tiles, from top to bottom, each of at most about `max_bytes`
/// before compression, and at least a tile.
std::vector<Box> changed_boxes(const Picture& before, const Picture& now, const TileSet& tiles,
                               std::size_t max_bytes);

} // namespace cordee::remote
