// The few colours of a part of the screen: found quickly, and each with its index.
#pragma once

#include "protocol/picture.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace cordee::remote {

inline constexpr std::size_t kMaxColours = 256;

/// Bits of an index into so many colours; 0 for one colour, 24 for more than kMaxColours.
inline unsigned bits_for(std::size_t colours)
{
    return colours <= 1     ? 0
           : colours <= 2   ? 1
           : colours <= 4   ? 2
           : colours <= 16  ? 4
           : colours <= 256 ? 8
                            : 24;
}

/// A hash table with room to spare, emptied in no time between uses.
class ColourTable {
public:
    void clear();
    /// The colour's index, given at first sight; nothing when there are too many.
    std::optional<std::uint8_t> add(std::uint32_t colour);
    [[nodiscard]] const std::vector<std::uint32_t>& colours() const { return colours_; }

private:
    struct Slot {
        std::uint32_t colour = 0;
        std::uint32_t round = 0; ///< the slot is empty when this is not round_
        std::uint8_t index = 0;
    };
    static constexpr std::size_t kSlots = 1024;
    std::array<Slot, kSlots> slots_{};
    std::vector<std::uint32_t> colours_;
    std::uint32_t round_ = 1;
};

/// Fills the table with the colours of an area; false when there are more than kMaxColours.
bool collect(const Picture& picture, const Rect& area, ColourTable& table);

/// The colours of an area in rising order; empty when there are more than kMaxColours.
std::vector<std::uint32_t> colours_of(const Picture& picture, const Rect& area, ColourTable& table);

} // namespace cordee::remote
