// A program that draws, and what is really on the screen.
#pragma once

#include "controlled/x11/display.hpp"
#include "protocol/picture.hpp"

namespace cordee::remote::test {

class Canvas {
public:
    /// A window over `area`, without decoration.
    Canvas(const std::string& display, const Rect& area);

    void fill(const Rect& area, std::uint32_t colour);
    /// Pixels in no order, the same for the same seed.
    void noise(const Rect& area, unsigned seed);
    /// Moves the window's contents up.
    void scroll(std::uint16_t by);
    void pointer(Point at);
    /// The X server's own answer to what is on the screen.
    Picture screen();
    [[nodiscard]] Size size() const { return display_.size(); }

private:
    Display display_;
    Rect area_;
    xcb_window_t window_;
    xcb_gcontext_t context_;
};

} // namespace cordee::remote::test
