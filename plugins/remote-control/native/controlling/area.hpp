// Places in the window and in pixel buffers. Unlike places on the remote screen (protocol/geometry.hpp) they
// may lie outside.
#pragma once

#include "protocol/geometry.hpp"

#include <algorithm>

namespace cordee::remote {

struct WindowPoint {
    int x = 0;
    int y = 0;
    bool operator==(const WindowPoint&) const = default;
};

struct Area {
    int x = 0;
    int y = 0;
    int width = 0;
    int height = 0;

    [[nodiscard]] int right() const { return x + width; }
    [[nodiscard]] int bottom() const { return y + height; }
    [[nodiscard]] bool empty() const { return width <= 0 || height <= 0; }
    [[nodiscard]] bool contains(WindowPoint p) const
    {
        return p.x >= x && p.y >= y && p.x < right() && p.y < bottom();
    }
    bool operator==(const Area&) const = default;
};

inline Area area_of(const Rect& rect)
{
    return {rect.x, rect.y, rect.width, rect.height};
}
inline Area area_of(Size size)
{
    return {0, 0, size.width, size.height};
}

/// Empty when they do not meet.
inline Area common(const Area& a, const Area& b)
{
    const int x = std::max(a.x, b.x);
    const int y = std::max(a.y, b.y);
    return {x, y, std::max(0, std::min(a.right(), b.right()) - x),
            std::max(0, std::min(a.bottom(), b.bottom()) - y)};
}

inline Area moved(Area area, int x, int y)
{
    return {area.x + x, area.y + y, area.width, area.height};
}

} // namespace cordee::remote
