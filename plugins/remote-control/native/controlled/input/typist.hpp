// Types what the operator typed: keysyms and characters, on whatever layout this computer has, with the
// operator's own modifiers set aside for a moment where they would change the result.
#pragma once

#include "controlled/input/server_keyboard.hpp"

#include <string_view>

namespace cordee::remote {

/// Belongs to the thread of its keyboard.
class Typist {
public:
    explicit Typist(ServerKeyboard& keyboard) : keyboard_{keyboard} {}

    void key(Keysym keysym, bool down);
    void text(std::string_view utf8);
    void release_all();
    /// Keysyms that could not be typed so far.
    [[nodiscard]] unsigned untyped() const { return untyped_; }

private:
    struct Held {
        Keysym keysym;
        Keycode key;
    };

    void press(Keysym keysym);
    void press_modifier(Keysym keysym);
    void release(Keysym keysym);
    std::optional<Stroke> stroke_for(Keysym keysym);
    /// Presses and releases the key with Shift and AltGr as the stroke says, and puts them back.
    void tap(const Stroke& stroke);
    void let_go(Keycode key);
    [[nodiscard]] std::vector<Keycode> held_with(std::uint32_t mask);
    [[nodiscard]] std::vector<Keycode> held_keys() const;

    ServerKeyboard& keyboard_;
    std::vector<Held> held_;
    unsigned untyped_ = 0;
};

} // namespace cordee::remote
