// Makes updates: remembers the picture that the other half has, and says what is to be done to have the new
// one.
#pragma once

#include "controlled/encode/packer.hpp"
#include "controlled/encode/scroll.hpp"

namespace cordee::remote {

/// Belongs to one thread.
class UpdateEncoder {
public:
    /// What the other half decodes. Before the first call: everything.
    void allow(const std::vector<std::uint8_t>& encodings);

    /// The other half knows nothing yet, or its screen has another size: it starts from black.
    void reset(Size size);

    /// A message for channel screen that brings the changes within `changed`; empty when nothing differs.
    /// Stops near `max_bytes`: what is left stays in `changed`. `screen` and `changed` have the size of the
    /// last reset(). The first update after a reset is never empty.
    Bytes encode(const Picture& screen, TileSet& changed, std::size_t max_bytes);

    /// Of the last update; the first is 1.
    [[nodiscard]] std::uint32_t number() const { return number_; }

private:
    void add_copies(const Picture& screen, const TileSet& changed);
    /// True when all boxes were taken.
    bool add_boxes(const Picture& screen, TileSet& changed, std::size_t max_bytes);
    void add_rect(const Rect& area, Encoding encoding, std::size_t start);
    void remember(const Picture& screen, const Rect& area);

    struct Part {
        Rect area;
        Encoding encoding;
        std::size_t start;
        std::size_t end;
    };
    Packer packer_;
    Picture sent_;
    Bytes data_;
    std::vector<Part> parts_;
    std::uint32_t number_ = 0;
    /// Where the last update stopped: the next goes on from there, so that a busy top starves nobody.
    Point resume_{};
    unsigned unfinished_ = 0;
    bool first_ = true;
    bool copies_ = true;
};

} // namespace cordee::remote
