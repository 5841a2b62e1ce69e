// Places on the remote screen, in its pixels. The origin is the top left corner.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace cordee::remote {

/// Longest side of a screen.
inline constexpr std::uint32_t kMaxSide = 16384;
/// Largest area of a screen: 256 MiB at 4 bytes a pixel.
inline constexpr std::uint32_t kMaxPixels = 1u << 26;

struct Point {
    std::uint16_t x = 0;
    std::uint16_t y = 0;
    bool operator==(const Point&) const = default;
};

struct Size {
    std::uint16_t width = 0;
    std::uint16_t height = 0;
    bool operator==(const Size&) const = default;
    [[nodiscard]] std::size_t pixels() const { return std::size_t{width} * height; }
    [[nodiscard]] bool valid() const
    {
        return width > 0 && height > 0 && width <= kMaxSide && height <= kMaxSide && pixels() <= kMaxPixels;
    }
};

struct Rect {
    std::uint16_t x = 0;
    std::uint16_t y = 0;
    std::uint16_t width = 0;
    std::uint16_t height = 0;
    bool operator==(const Rect&) const = default;
    [[nodiscard]] std::uint32_t right() const { return std::uint32_t{x} + width; }
    [[nodiscard]] std::uint32_t bottom() const { return std::uint32_t{y} + height; }
    [[nodiscard]] bool empty() const { return width == 0 || height == 0; }
    [[nodiscard]] std::size_t pixels() const { return std::size_t{width} * height; }
    /// Not empty and wholly on a screen of this size.
    [[nodiscard]] bool inside(Size size) const
    {
        return !empty() && right() <= size.width && bottom() <= size.height;
    }
};

/// From edges, right and bottom excluded; empty when they cross. The edges are at most kMaxSide.
inline Rect rect_between(std::uint32_t left, std::uint32_t top, std::uint32_t right, std::uint32_t bottom)
{
    if (left >= right || top >= bottom)
        return {};
    return {static_cast<std::uint16_t>(left), static_cast<std::uint16_t>(top),
            static_cast<std::uint16_t>(right - left), static_cast<std::uint16_t>(bottom - top)};
}

inline Rect intersection(const Rect& a, const Rect& b)
{
    return rect_between(std::max(a.x, b.x), std::max(a.y, b.y), std::min(a.right(), b.right()),
                        std::min(a.bottom(), b.bottom()));
}

/// The smallest rectangle around both; an empty one does not count.
inline Rect bounds(const Rect& a, const Rect& b)
{
    if (a.empty() || b.empty())
        return a.empty() ? b : a;
    return rect_between(std::min(a.x, b.x), std::min(a.y, b.y), std::max(a.right(), b.right()),
                        std::max(a.bottom(), b.bottom()));
}

inline Rect whole(Size size)
{
    return {0, 0, size.width, size.height};
}

} // namespace cordee::remote
