#include "protocol/picture.hpp"

#include <cstring>

namespace cordee::remote {

void Picture::copy(Point from, const Rect& to)
{
    const std::size_t bytes = to.width * sizeof(std::uint32_t);
    for (std::size_t i = 0; i < to.height; ++i) {
        // From the side that is read first, so that no row is overwritten before it is read.
        const std::size_t y = from.y < to.y ? to.height - 1 - i : i;
        std::memmove(row(to.y + y) + to.x, row(from.y + y) + from.x, bytes);
    }
}

} // namespace cordee::remote
