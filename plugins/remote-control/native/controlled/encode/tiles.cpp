#include "controlled/encode/tiles.hpp"

namespace cordee::remote {

TileSet::TileSet(Size size)
    : size_{size}, columns_{(size.width + kTile - 1u) / kTile}, rows_{(size.height + kTile - 1u) / kTile},
      tiles_(columns_ * rows_)
{}

void TileSet::add(const Rect& rect)
{
    const Rect seen = intersection(rect, whole(size_));
    if (seen.empty())
        return;
    for (std::size_t row = seen.y / kTile; row * kTile < seen.bottom(); ++row)
        for (std::size_t column = seen.x / kTile; column * kTile < seen.right(); ++column) {
            auto tile = tiles_[row * columns_ + column];
            count_ += tile ? 0 : 1;
            tile = true;
        }
}

void TileSet::add_all()
{
    add(whole(size_));
}

void TileSet::clear()
{
    tiles_.assign(tiles_.size(), false);
    count_ = 0;
}

Rect TileSet::area(std::size_t column, std::size_t row) const
{
    const auto left = static_cast<std::uint32_t>(column * kTile);
    const auto top = static_cast<std::uint32_t>(row * kTile);
    return rect_between(left, top, std::min<std::uint32_t>(left + kTile, size_.width),
                        std::min<std::uint32_t>(top + kTile, size_.height));
}

} // namespace cordee::remote
