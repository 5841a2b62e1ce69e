// When to draw the remote pointer into the picture. While the operator controls, the local pointer has the
// remote one's shape and no second one is wanted, except when the remote pointer goes somewhere by itself:
// the person there moves it, or a program does. A viewer always sees it.
#pragma once

#include "controlling/pointer_input.hpp"
#include "controlling/scene.hpp"

namespace cordee::remote {

/// Window thread only.
class OverlayRule {
public:
    /// A newer report of the remote pointer's place; reports with a known version change nothing.
    void reported(const RemotePointer& pointer, const PointerInput& input);
    /// The operator moved the pointer, so it is where they see it.
    void moved_here() { moved_there_ = false; }
    [[nodiscard]] bool visible(Mode mode) const { return mode == Mode::view || moved_there_; }

private:
    std::uint32_t known_ = 0;
    std::optional<Point> place_;
    bool moved_there_ = false;
};

} // namespace cordee::remote
