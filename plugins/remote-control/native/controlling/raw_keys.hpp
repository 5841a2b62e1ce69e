// Keys as the X server names them, for what SDL's own events leave out.
#pragma once

#include "controlling/keyboard.hpp"

#include <SDL_events.h>

namespace cordee::remote {

struct RawKeyEvent {
    RawKey key;
    bool down = false;
};

/// Lets SDL hand out the window system's own key events, and no others of them. After SDL's video is up.
void want_raw_keys();

/// Nothing when the event is none, or the window system is not X.
std::optional<RawKeyEvent> raw_key_event(const SDL_Event& event);

} // namespace cordee::remote
