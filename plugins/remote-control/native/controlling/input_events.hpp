// From SDL's events to messages for the other side. Silent while the operator may only view.
#pragma once

#include "controlling/keyboard.hpp"
#include "controlling/outbox.hpp"
#include "controlling/pointer_input.hpp"
#include "controlling/viewport.hpp"

#include <SDL_events.h>

namespace cordee::remote {

/// Window thread only.
class InputEvents final : KeySink, PointerSink {
public:
    using Time = PointerInput::Time;

    explicit InputEvents(Outbox& outbox) : outbox_{outbox} {}

    /// When input ends here, everything held is released.
    void enable(bool enabled);
    [[nodiscard]] bool enabled() const { return enabled_; }
    /// True when the event moved the pointer over the picture.
    bool handle(const SDL_Event& event, const Viewport& viewport, Time now);
    /// SDL's queue is empty.
    void settled(Time now);
    /// The other side was started anew and holds nothing.
    void forget();

    [[nodiscard]] const PointerInput& pointer() const { return pointer_; }
    /// When the person last did something here.
    [[nodiscard]] Time last_used() const { return last_used_; }

private:
    void key(Keysym keysym, bool down) override { outbox_.input(Key{keysym, down}); }
    void text(std::string_view utf8) override;
    void send(const InputMessage& message) override { outbox_.input(message); }
    bool blocked() override { return outbox_.blocked(); }

    void handle_raw(const SDL_Event& event);
    void handle_button(const SDL_MouseButtonEvent& event, const Viewport& viewport, Time now);
    void handle_wheel(const SDL_MouseWheelEvent& event, const Viewport& viewport, Time now);
    void release_all();

    Outbox& outbox_;
    Keyboard keyboard_{*this};
    PointerInput pointer_{*this};
    bool enabled_ = false;
    Time last_used_{};
};

} // namespace cordee::remote
