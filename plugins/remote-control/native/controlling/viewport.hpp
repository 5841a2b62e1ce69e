// Where the remote screen appears in the window: whole, in its own proportions, centred on black.
#pragma once

#include "controlling/area.hpp"

namespace cordee::remote {

/// The size a new window gets: the remote screen 1:1 when it fits into `room`, else scaled down to fit.
Size first_window_size(Size remote, Size room);

class Viewport {
public:
    Viewport() = default;
    Viewport(Size remote, Size window);

    /// The part of the window that the picture fills; empty when there is none.
    [[nodiscard]] const Area& picture() const { return picture_; }
    [[nodiscard]] bool one_to_one() const
    {
        return picture_.width == remote_.width && picture_.height == remote_.height;
    }
    [[nodiscard]] bool inside(WindowPoint point) const { return picture_.contains(point); }
    /// The remote pixel under a point of the window; points beside the picture give the nearest one.
    [[nodiscard]] Point to_remote(WindowPoint point) const;
    /// Where the centre of a remote pixel lies in the window.
    [[nodiscard]] WindowPoint to_window(Point point) const;

private:
    Size remote_;
    Area picture_;
};

} // namespace cordee::remote
