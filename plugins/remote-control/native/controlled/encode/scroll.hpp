// Finds what moved up or down: rows of the new screen that stood elsewhere in the old one. Only a proposal:
// whatever is still wrong after the copies is sent as a change.
#pragma once

#include "controlled/encode/tiles.hpp"
#include "protocol/picture.hpp"

#include <vector>

namespace cordee::remote {

struct Copy {
    Point from{};
    Rect to{};
};

/// Copies that, applied in their order, bring `before` nearer to `now` within these tiles.
std::vector<Copy> find_scrolls(const Picture& before, const Picture& now, const TileSet& tiles);

} // namespace cordee::remote
