// The monitors of the screen, and when they may have changed.
#pragma once

#include "controlled/x11/display.hpp"
#include "protocol/messages.hpp"

namespace cordee::remote {

/// Belongs to the thread of its display. A server without RandR has one monitor of one size.
class LayoutWatch {
public:
    explicit LayoutWatch(Display& display);

    /// True when the event says that sizes may have changed.
    [[nodiscard]] bool is_change(const xcb_generic_event_t& event) const;
    [[nodiscard]] ScreenLayout layout(Size screen) const;

private:
    Display& display_;
    std::uint8_t event_ = 0;
    bool monitors_ = false;
};

} // namespace cordee::remote
