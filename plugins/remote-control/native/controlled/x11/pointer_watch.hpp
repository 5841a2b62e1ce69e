// The remote pointer: its shape when that changes, and where it is.
#pragma once

#include "controlled/x11/display.hpp"
#include "protocol/messages.hpp"

#include <xcb/xfixes.h>

#include <array>
#include <optional>

namespace cordee::remote {

/// Belongs to the thread of its display. XFixes must have been started (Capture does).
class PointerWatch {
public:
    explicit PointerWatch(Display& display);

    /// Forgets what the other half was told.
    void reset();
    void handle(const xcb_generic_event_t& event);
    /// What to say of the shape, when it is another than was said last.
    std::optional<ScreenMessage> shape();
    /// Where the pointer is, when that is elsewhere than was said last.
    std::optional<PointerPosition> position(Size screen);

private:
    std::optional<ScreenMessage> say(const xcb_xfixes_get_cursor_image_reply_t& image);

    Display& display_;
    const std::uint8_t event_;
    bool changed_ = true;
    /// The server's number of each shape the other half knows; 0: none.
    std::array<std::uint32_t, kPointerShapes> known_{};
    std::uint8_t next_ = 0;
    std::optional<std::uint8_t> shown_;
    std::optional<Point> at_;
};

} // namespace cordee::remote
