// A part of the screen as a set of tiles. However often something changes, the set stays this small: that is
// what keeps a slow path from building a backlog.
#pragma once

#include "protocol/geometry.hpp"

#include <vector>

namespace cordee::remote {

inline constexpr std::uint16_t kTile = 64;

class TileSet {
public:
    TileSet() = default;
    explicit TileSet(Size size);

    /// The part of the rectangle that is on the screen.
    void add(const Rect& rect);
    void add_all();
    void clear();
    [[nodiscard]] bool empty() const { return count_ == 0; }
    [[nodiscard]] Size size() const { return size_; }
    [[nodiscard]] std::size_t columns() const { return columns_; }
    [[nodiscard]] std::size_t rows() const { return rows_; }
    [[nodiscard]] bool has(std::size_t column, std::size_t row) const
    {
        return tiles_[row * columns_ + column];
    }
    /// The tile's place, cut at the edge of the screen.
    [[nodiscard]] Rect area(std::size_t column, std::size_t row) const;

private:
    Size size_{};
    std::size_t columns_ = 0;
    std::size_t rows_ = 0;
    std::size_t count_ = 0;
    std::vector<bool> tiles_;
};

} // namespace cordee::remote
