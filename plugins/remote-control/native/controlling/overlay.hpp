// When to draw the remote pointer into the picture: while it goes somewhere by itself, because the person
// there moves it, or a program does. The operator's own pointer has the remote one's shape, so that a second
// one where they point is not wanted; and a pointer that rests would only cover what is under it.
#pragma once

#include "controlling/pointer_input.hpp"
#include "controlling/scene.hpp"

namespace cordee::remote {

/// Window thread only.
class OverlayRule {
public:
    using Time = PointerInput::Time;
    static constexpr std::chrono::seconds kShown{3};

    /// The newest report of the remote pointer's place; one that is known changes nothing.
    void reported(const RemotePointer& pointer, const PointerInput& input, Time now);
    /// The operator moved the pointer, so it is where they see it.
    void moved_here() { shown_until_.reset(); }
    [[nodiscard]] bool visible(Time now) const { return shown_until_ && now < *shown_until_; }

private:
    std::uint32_t known_ = 0;
    std::optional<Point> place_;
    std::optional<Time> shown_until_;
};

} // namespace cordee::remote
