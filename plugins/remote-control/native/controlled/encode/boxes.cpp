#include "controlled/encode/boxes.hpp"

#include "protocol/messages.hpp"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <optional>

namespace cordee::remote {
namespace {

/// Pixels that did not change and are sent for the sake of one rectangle less: a quarter, and these.
constexpr std::size_t kSparePixels = 256;

std::optional<Box> join(const Box& a, const Box& b, std::size_t max_bytes)
{
    // Large pictures do not gain by joining what is not alike.
    if (a.colours.empty() != b.colours.empty())
        return std::nullopt;
    Box out{bounds(a.area, b.area), {}};
    const std::size_t pixels = out.area.pixels();
    const std::size_t wanted = a.area.pixels() + b.area.pixels();
    if (pixels > kMaxRectPixels || pixels > wanted + wanted / 4 + kSparePixels)
        return std::nullopt;
    if (!a.colours.empty()) {
        std::set_union(a.colours.begin(), a.colours.end(), b.colours.begin(), b.colours.end(),
                       std::back_inserter(out.colours));
        if (out.colours.size() > kMaxColours || out.bits() > std::max(a.bits(), b.bits()))
            return std::nullopt;
    }
    if (pixels * std::max(out.bits(), 1u) / 8 > max_bytes)
        return std::nullopt;
    return out;
}

bool same_columns(const Box& a, const Box& b)
{
    const auto last = [](const Box& box) { return (box.area.right() - 1) / kTile; };
    return a.area.x / kTile == b.area.x / kTile && last(a) == last(b);
}

/// join() of a box and one above it: between them may be tiles whose colours neither has.
std::optional<Box> join_above(const Box& upper, const Box& box, const Picture& now, std::size_t max_bytes,
                              ColourTable& table)
{
    auto out = join(upper, box, max_bytes);
    if (!out || out->colours.empty() || same_columns(upper, box))
        return out;
    const unsigned bits = out->bits();
    out->colours = colours_of(now, out->area, table);
    return out->bits() <= bits ? out : std::nullopt;
}

/// Joins each box of a row of tiles with the one above it where that fits.
void stack(std::vector<Box>& boxes, std::vector<std::size_t>& above, std::vector<Box>& row,
           const Picture& now, std::size_t max_bytes, ColourTable& table)
{
    std::vector<std::size_t> current;
    for (auto& box : row) {
        const auto fits = [&](std::size_t index) {
            const Rect& upper = boxes[index].area;
            return upper.bottom() + kTile > box.area.y && upper.x < box.area.right() &&
                   box.area.x < upper.right();
        };
        const auto found = std::find_if(above.begin(), above.end(), fits);
        std::optional<Box> joined;
        if (found != above.end())
            joined = join_above(boxes[*found], box, now, max_bytes, table);
        if (joined) {
            boxes[*found] = std::move(*joined);
            current.push_back(*found);
        } else {
            boxes.push_back(std::move(box));
            current.push_back(boxes.size() - 1);
        }
    }
    above = std::move(current);
}

} // namespace

Rect changed_part(const Picture& before, const Picture& now, const Rect& area)
{
    Rect out;
    const std::size_t bytes = area.width * sizeof(std::uint32_t);
    for (std::uint32_t y = area.y; y < area.bottom(); ++y) {
        const std::uint32_t* old_row = before.row(y) + area.x;
        const std::uint32_t* new_row = now.row(y) + area.x;
        if (std::memcmp(old_row, new_row, bytes) == 0)
            continue;
        const auto first = std::mismatch(old_row, old_row + area.width, new_row).first - old_row;
        std::uint32_t last = area.width;
        while (old_row[last - 1] == new_row[last - 1])
            --last;
        out = bounds(out, rect_between(area.x + static_cast<std::uint32_t>(first), y, area.x + last, y + 1));
    }
    return out;
}

std::vector<Box> changed_boxes(const Picture& before, const Picture& now, const TileSet& tiles,
                               std::size_t max_bytes)
{
    ColourTable table;
    std::vector<Box> boxes;
    std::vector<std::size_t> above;
    for (std::size_t row = 0; row < tiles.rows(); ++row) {
        std::vector<Box> line;
        for (std::size_t column = 0; column < tiles.columns(); ++column) {
            if (!tiles.has(column, row))
                continue;
            const Rect area = changed_part(before, now, tiles.area(column, row));
            if (area.empty())
                continue;
            // Of the whole tile, so that what lies between two joined parts is known too.
            Box box{area, colours_of(now, tiles.area(column, row), table)};
            std::optional<Box> joined;
            if (!line.empty() && column > 0 && line.back().area.right() > (column - 1) * kTile)
                joined = join(line.back(), box, max_bytes);
            if (joined)
                line.back() = std::move(*joined);
            else
                line.push_back(std::move(box));
        }
        stack(boxes, above, line, now, max_bytes, table);
    }
    return boxes;
}

} // namespace cordee::remote
