#include "controlling/input_events.hpp"

#include "controlling/raw_keys.hpp"

namespace cordee::remote {
namespace {

/// The numbers of X: 1 left, 2 middle, 3 right, 8 back, 9 forward; 4 to 7 are the wheel there. 0: none.
std::uint8_t button_number(std::uint8_t sdl_button)
{
    switch (sdl_button) {
    case SDL_BUTTON_LEFT:
        return 1;
    case SDL_BUTTON_MIDDLE:
        return 2;
    case SDL_BUTTON_RIGHT:
        return 3;
    case SDL_BUTTON_X1:
        return 8;
    case SDL_BUTTON_X2:
        return 9;
    default:
        return 0;
    }
}

} // namespace

void InputEvents::enable(bool enabled)
{
    if (enabled_ && !enabled)
        release_all();
    enabled_ = enabled;
}

void InputEvents::release_all()
{
    keyboard_.release_all();
    pointer_.release_all();
    // Also for what was lost on the way or pressed by a former self of this plugin.
    outbox_.input(ReleaseAll{});
}

void InputEvents::forget()
{
    keyboard_.forget();
    pointer_.forget();
}

bool InputEvents::handle(const SDL_Event& event, const Viewport& viewport, Time now)
{
    if (!enabled_)
        return false;
    switch (event.type) {
    case SDL_SYSWMEVENT:
        handle_raw(event);
        break;
    case SDL_KEYDOWN:
        keyboard_.pressed({event.key.keysym.scancode, event.key.keysym.sym, event.key.repeat != 0});
        break;
    case SDL_KEYUP:
        keyboard_.released(event.key.keysym.scancode);
        break;
    case SDL_TEXTINPUT:
        keyboard_.typed(event.text.text);
        break;
    case SDL_MOUSEMOTION:
        last_used_ = now;
        pointer_.moved(viewport.to_remote({event.motion.x, event.motion.y}), now);
        return true;
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
        handle_button(event.button, viewport, now);
        break;
    case SDL_MOUSEWHEEL:
        handle_wheel(event.wheel, viewport, now);
        break;
    case SDL_WINDOWEVENT:
        if (event.window.event == SDL_WINDOWEVENT_FOCUS_LOST)
            release_all();
        return false;
    default:
        return false;
    }
    last_used_ = now;
    return false;
}

void InputEvents::handle_raw(const SDL_Event& event)
{
    const auto raw = raw_key_event(event);
    if (raw && raw->down)
        keyboard_.raw_pressed(raw->key);
    else if (raw)
        keyboard_.raw_released(raw->key.code);
}

void InputEvents::handle_button(const SDL_MouseButtonEvent& event, const Viewport& viewport, Time now)
{
    const std::uint8_t number = button_number(event.button);
    const WindowPoint at{event.x, event.y};
    const bool down = event.state == SDL_PRESSED;
    if (number == 0 || (down && !viewport.inside(at)))
        return;
    pointer_.button(number, down, viewport.to_remote(at), now);
}

void InputEvents::handle_wheel(const SDL_MouseWheelEvent& event, const Viewport& viewport, Time now)
{
    const float sign = event.direction == SDL_MOUSEWHEEL_FLIPPED ? -1.0f : 1.0f;
    pointer_.wheel(sign * event.preciseX, sign * event.preciseY,
                   viewport.to_remote({event.mouseX, event.mouseY}), now);
}

void InputEvents::text(std::string_view utf8)
{
    if (!utf8.empty())
        outbox_.input(Text{std::string{utf8}});
}

void InputEvents::settled(Time now)
{
    keyboard_.settled();
    pointer_.tick(now);
}

} // namespace cordee::remote
