#include "controlled/encode/encoder.hpp"

#include "controlled/encode/boxes.hpp"

#include <algorithm>
#include <utility>

namespace cordee::remote {
namespace {

/// After so many parts in a row the other half shows what it has.
constexpr unsigned kMaxUnfinished = 8;
constexpr std::size_t kMaxParts = 65535;

} // namespace

void UpdateEncoder::allow(const std::vector<std::uint8_t>& encodings)
{
    packer_.allow(encodings);
    copies_ = includes(encodings, Encoding::copy);
}

void UpdateEncoder::reset(Size size)
{
    sent_ = Picture{size};
    resume_ = {};
    unfinished_ = 0;
    first_ = true;
}

Bytes UpdateEncoder::encode(const Picture& screen, TileSet& changed, std::size_t max_bytes)
{
    data_.clear();
    parts_.clear();
    add_copies(screen, changed);
    const bool complete = add_boxes(screen, changed, max_bytes);
    if (parts_.empty() && !first_)
        return {};
    first_ = false;
    unfinished_ = complete ? 0 : (unfinished_ + 1) % kMaxUnfinished;
    Update update{++number_, screen.size(), unfinished_ != 0, {}};
    for (const auto& part : parts_)
        update.rects.push_back({part.area, static_cast<std::uint8_t>(part.encoding),
                                View{data_}.subspan(part.start, part.end - part.start)});
    return remote::encode(ScreenMessage{std::move(update)});
}

void UpdateEncoder::add_copies(const Picture& screen, const TileSet& changed)
{
    if (first_ || !copies_)
        return;
    for (const auto& copy : find_scrolls(sent_, screen, changed)) {
        // Larger than a rectangle may be: in pieces, from the side that is read first.
        const auto rows = static_cast<std::uint32_t>(kMaxRectPixels / copy.to.width);
        const bool down = copy.to.y > copy.from.y;
        for (std::uint32_t done = 0; done < copy.to.height;) {
            const auto height = std::min<std::uint32_t>(rows, copy.to.height - done);
            const auto skip = static_cast<std::uint16_t>(down ? copy.to.height - done - height : done);
            const Rect to{copy.to.x, static_cast<std::uint16_t>(copy.to.y + skip), copy.to.width,
                          static_cast<std::uint16_t>(height)};
            const Point from{copy.from.x, static_cast<std::uint16_t>(copy.from.y + skip)};
            const std::size_t start = data_.size();
            Writer out{data_};
            out.u16(from.x);
            out.u16(from.y);
            add_rect(to, Encoding::copy, start);
            sent_.copy(from, to);
            done += height;
        }
    }
}

bool UpdateEncoder::add_boxes(const Picture& screen, TileSet& changed, std::size_t max_bytes)
{
    auto boxes = changed_boxes(sent_, screen, changed, max_bytes);
    changed.clear();
    const auto from_here = [&](const Box& box) {
        return std::pair{box.area.y, box.area.x} >= std::pair{resume_.y, resume_.x};
    };
    std::stable_partition(boxes.begin(), boxes.end(), from_here);
    for (std::size_t i = 0; i < boxes.size(); ++i) {
        if (data_.size() >= max_bytes || parts_.size() == kMaxParts) {
            resume_ = {boxes[i].area.x, boxes[i].area.y};
            std::for_each(boxes.begin() + static_cast<std::ptrdiff_t>(i), boxes.end(),
                          [&](const Box& box) { changed.add(box.area); });
            return false;
        }
        const std::size_t start = data_.size();
        add_rect(boxes[i].area, packer_.pack(screen, boxes[i].area, data_), start);
        remember(screen, boxes[i].area);
    }
    resume_ = {};
    return true;
}

void UpdateEncoder::add_rect(const Rect& area, Encoding encoding, std::size_t start)
{
    parts_.push_back({area, encoding, start, data_.size()});
}

void UpdateEncoder::remember(const Picture& screen, const Rect& area)
{
    for (std::size_t y = area.y; y < area.bottom(); ++y)
        std::copy_n(screen.row(y) + area.x, area.width, sent_.row(y) + area.x);
}

} // namespace cordee::remote
