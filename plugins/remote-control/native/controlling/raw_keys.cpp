#include "controlling/raw_keys.hpp"

#include <SDL_syswm.h>
#include <X11/Xutil.h>

namespace cordee::remote {
namespace {

const XEvent* x_event(const SDL_Event& event)
{
    const bool from_x = event.type == SDL_SYSWMEVENT && event.syswm.msg->subsystem == SDL_SYSWM_X11;
    return from_x ? &event.syswm.msg->msg.x11.event : nullptr;
}

/// SDL would queue every event of the window system.
int keys_only(void*, SDL_Event* event)
{
    if (event->type != SDL_SYSWMEVENT)
        return 1;
    const XEvent* const x = x_event(*event);
    return x != nullptr && (x->type == KeyPress || x->type == KeyRelease) ? 1 : 0;
}

} // namespace

void want_raw_keys()
{
    SDL_SetEventFilter(keys_only, nullptr);
    SDL_EventState(SDL_SYSWMEVENT, SDL_ENABLE);
}

std::optional<RawKeyEvent> raw_key_event(const SDL_Event& event)
{
    const XEvent* const x = x_event(event);
    if (x == nullptr || (x->type != KeyPress && x->type != KeyRelease))
        return std::nullopt;
    XKeyEvent key = x->xkey;
    KeySym keysym = NoSymbol;
    XLookupString(&key, nullptr, 0, &keysym, nullptr);
    return RawKeyEvent{{key.keycode, static_cast<Keysym>(keysym)}, x->type == KeyPress};
}

} // namespace cordee::remote
