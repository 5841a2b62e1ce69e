#include "controlled/x11/pointer_watch.hpp"

#include <algorithm>
#include <utility>

namespace cordee::remote {
namespace {

PointerShape shape_of(const xcb_xfixes_get_cursor_image_reply_t& image, std::uint8_t number)
{
    PointerShape out;
    out.number = number;
    out.size = {std::min(image.width, kMaxPointerSide), std::min(image.height, kMaxPointerSide)};
    if (out.size.pixels() == 0) {
        out.size = {};
        return out;
    }
    out.hotspot = {std::min<std::uint16_t>(image.xhot, static_cast<std::uint16_t>(out.size.width - 1)),
                   std::min<std::uint16_t>(image.yhot, static_cast<std::uint16_t>(out.size.height - 1))};
    const std::uint32_t* pixels = xcb_xfixes_get_cursor_image_cursor_image(&image);
    for (std::size_t y = 0; y < out.size.height; ++y)
        out.pixels.insert(out.pixels.end(), pixels + y * image.width,
                          pixels + y * image.width + out.size.width);
    return out;
}

} // namespace

PointerWatch::PointerWatch(Display& display)
    : display_{display}, event_{display.require(xcb_xfixes_id, "XFIXES")}
{
    xcb_xfixes_select_cursor_input(display.get(), display.root(),
                                   XCB_XFIXES_CURSOR_NOTIFY_MASK_DISPLAY_CURSOR);
}

void PointerWatch::reset()
{
    known_.fill(0);
    next_ = 0;
    shown_.reset();
    at_.reset();
    changed_ = true;
}

void PointerWatch::handle(const xcb_generic_event_t& event)
{
    if ((event.response_type & 0x7f) == event_ + XCB_XFIXES_CURSOR_NOTIFY)
        changed_ = true;
}

std::optional<ScreenMessage> PointerWatch::shape()
{
    if (!changed_)
        return std::nullopt;
    changed_ = false;
    const Reply<xcb_xfixes_get_cursor_image_reply_t> image{xcb_xfixes_get_cursor_image_reply(
        display_.get(), xcb_xfixes_get_cursor_image(display_.get()), nullptr)};
    return image ? say(*image) : std::nullopt;
}

std::optional<ScreenMessage> PointerWatch::say(const xcb_xfixes_get_cursor_image_reply_t& image)
{
    const auto found = std::find(known_.begin(), known_.end(), image.cursor_serial);
    if (image.cursor_serial != 0 && found != known_.end()) {
        const auto number = static_cast<std::uint8_t>(found - known_.begin());
        if (std::exchange(shown_, number) == number)
            return std::nullopt;
        return ScreenMessage{PointerUse{number}};
    }
    const std::uint8_t number = next_;
    next_ = static_cast<std::uint8_t>((next_ + 1) % kPointerShapes);
    known_[number] = image.cursor_serial;
    shown_ = number;
    return ScreenMessage{shape_of(image, number)};
}

std::optional<PointerPosition> PointerWatch::position(Size screen)
{
    const Reply<xcb_query_pointer_reply_t> pointer{
        xcb_query_pointer_reply(display_.get(), xcb_query_pointer(display_.get(), display_.root()), nullptr)};
    if (!pointer || pointer->same_screen == 0)
        return std::nullopt;
    const auto within = [](int value, std::uint16_t side) {
        return static_cast<std::uint16_t>(std::clamp(value, 0, side - 1));
    };
    const Point at{within(pointer->root_x, screen.width), within(pointer->root_y, screen.height)};
    if (std::exchange(at_, at) == at)
        return std::nullopt;
    return PointerPosition{at};
}

} // namespace cordee::remote
