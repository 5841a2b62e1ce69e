// Draws a picture at another size: as it is at 1:1, each pixel repeated at whole multiples, and otherwise
// by weighing every source pixel a target pixel covers, so that small text stays readable when shrunk.
#pragma once

#include "controlling/area.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace cordee::remote {

/// Pixels of 4 bytes: blue, green, red, unused. `stride` is in bytes.
struct PixelSource {
    const std::uint8_t* data = nullptr;
    std::size_t stride = 0;
};

struct PixelTarget {
    std::uint8_t* data = nullptr;
    std::size_t stride = 0;
};

class Scaler {
public:
    Scaler() = default;
    /// Neither size may be empty.
    Scaler(Size from, Size to);

    /// The part of the target that changes when `area` of the source does.
    [[nodiscard]] Area affected(const Area& area) const;
    /// Draws `area` of the target. `target.data` is the target's pixel (0, 0).
    void draw(const PixelSource& source, const Area& area, const PixelTarget& target) const;

private:
    /// How one target row or column is made: source pixels from `first`, weights that sum to 256.
    struct Taps {
        int first = 0;
        std::size_t offset = 0;
        std::size_t count = 0;
    };
    struct Axis {
        std::vector<Taps> taps;
        std::vector<std::uint16_t> weights;
        /// Every target pixel is one source pixel.
        bool single = true;
    };

    static Axis make_axis(int from, int to);
    static void affected_range(const Axis& axis, int from_first, int from_end, int& first, int& count);
    void copy_row(const std::uint8_t* source, int first, int count, std::uint8_t* target) const;
    void weigh_row(const PixelSource& source, int y, const Area& area,
                   std::vector<std::uint16_t>& column_sums, std::uint8_t* target) const;

    Axis across_;
    Axis down_;
    bool same_width_ = false;
};

} // namespace cordee::remote
