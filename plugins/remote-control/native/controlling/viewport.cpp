#include "controlling/viewport.hpp"

#include <cstdint>

namespace cordee::remote {
namespace {

bool empty(Size size)
{
    return size.width == 0 || size.height == 0;
}

/// `length` * `to` / `from`, rounded to the nearest, at least 1 and at most `to_limit`.
std::uint16_t scaled(std::uint16_t length, std::uint16_t to, std::uint16_t from, std::uint16_t limit)
{
    const std::uint64_t product = std::uint64_t{length} * to;
    return static_cast<std::uint16_t>(std::clamp<std::uint64_t>((product + from / 2u) / from, 1, limit));
}

/// The largest size in the proportions of `remote` that fits into `room`.
Size fitted(Size remote, Size room)
{
    const bool wide = std::uint64_t{remote.width} * room.height >= std::uint64_t{remote.height} * room.width;
    if (wide)
        return {room.width, scaled(remote.height, room.width, remote.width, room.height)};
    return {scaled(remote.width, room.height, remote.height, room.width), room.height};
}

/// The pixel of `to` that lies over the centre of pixel `value` of `from`.
int mapped(int value, int from, int to)
{
    const auto centre = (2 * std::int64_t{value} + 1) * to / (2 * std::int64_t{from});
    return static_cast<int>(std::clamp<std::int64_t>(centre, 0, to - 1));
}

} // namespace

Size first_window_size(Size remote, Size room)
{
    if (empty(remote) || empty(room))
        return remote;
    if (remote.width <= room.width && remote.height <= room.height)
        return remote;
    return fitted(remote, room);
}

Viewport::Viewport(Size remote, Size window) : remote_{remote}
{
    if (empty(remote) || empty(window))
        return;
    const Size size = fitted(remote, window);
    picture_ = {(window.width - size.width) / 2, (window.height - size.height) / 2, size.width, size.height};
}

Point Viewport::to_remote(WindowPoint point) const
{
    if (picture_.empty())
        return {};
    return {static_cast<std::uint16_t>(mapped(point.x - picture_.x, picture_.width, remote_.width)),
            static_cast<std::uint16_t>(mapped(point.y - picture_.y, picture_.height, remote_.height))};
}

WindowPoint Viewport::to_window(Point point) const
{
    if (picture_.empty())
        return {};
    return {picture_.x + mapped(point.x, remote_.width, picture_.width),
            picture_.y + mapped(point.y, remote_.height, picture_.height)};
}

} // namespace cordee::remote
