// A screen's pixels. Each is 0x00RRGGBB; in memory on a little-endian machine that is B G R X.
#pragma once

#include "protocol/geometry.hpp"

#include <cstdint>
#include <vector>

namespace cordee::remote {

class Picture {
public:
    Picture() = default;
    explicit Picture(Size size) : size_{size}, pixels_(size.pixels()) {}

    [[nodiscard]] Size size() const { return size_; }
    [[nodiscard]] const std::uint32_t* row(std::size_t y) const { return pixels_.data() + y * size_.width; }
    [[nodiscard]] std::uint32_t* row(std::size_t y) { return pixels_.data() + y * size_.width; }
    [[nodiscard]] std::uint32_t at(std::size_t x, std::size_t y) const { return row(y)[x]; }
    [[nodiscard]] const std::vector<std::uint32_t>& pixels() const { return pixels_; }
    bool operator==(const Picture&) const = default;

    /// Copies pixels within the picture, right also when both places overlap. Both must be inside.
    void copy(Point from, const Rect& to);

private:
    Size size_{};
    std::vector<std::uint32_t> pixels_;
};

} // namespace cordee::remote
