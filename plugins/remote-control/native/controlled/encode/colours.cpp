#include "controlled/encode/colours.hpp"

#include <algorithm>

namespace cordee::remote {

void ColourTable::clear()
{
    colours_.clear();
    ++round_;
}

std::optional<std::uint8_t> ColourTable::add(std::uint32_t colour)
{
    std::size_t place = (colour * 0x9e3779b1u) >> 22;
    for (;; place = (place + 1) % kSlots) {
        Slot& slot = slots_[place];
        if (slot.round != round_) {
            if (colours_.size() == kMaxColours)
                return std::nullopt;
            slot = {colour, round_, static_cast<std::uint8_t>(colours_.size())};
            colours_.push_back(colour);
            return slot.index;
        }
        if (slot.colour == colour)
            return slot.index;
    }
}

bool collect(const Picture& picture, const Rect& area, ColourTable& table)
{
    table.clear();
    for (std::size_t y = area.y; y < area.bottom(); ++y) {
        const std::uint32_t* row = picture.row(y);
        std::uint32_t last = ~row[area.x];
        for (std::size_t x = area.x; x < area.right(); ++x) {
            if (row[x] == last)
                continue;
            last = row[x];
            if (!table.add(last))
                return false;
        }
    }
    return true;
}

std::vector<std::uint32_t> colours_of(const Picture& picture, const Rect& area, ColourTable& table)
{
    if (!collect(picture, area, table))
        return {};
    auto out = table.colours();
    std::sort(out.begin(), out.end());
    return out;
}

} // namespace cordee::remote
