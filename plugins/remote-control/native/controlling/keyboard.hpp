// Turns what the window system says of the local keyboard into keys and text for the other side.
//
// A key that makes text is sent as the keysym of the character it made, so that the character arrives right
// on any layout; the local layout, dead keys, compose and input methods have already done their work. What
// makes text without a key of its own (an input method, a composed sequence) is sent as text. With Ctrl, Alt
// or Super held no text comes, or not the wanted one, and the key itself is sent, as programs see it.
//
// Num Lock and Caps Lock are not sent: they have already chosen the character. Repeats are not sent either:
// a key that is held here is held there, and repeats there at the speed its person chose.
#pragma once

#include "controlling/keysyms.hpp"

#include <SDL_keycode.h>
#include <SDL_scancode.h>

#include <optional>
#include <string_view>
#include <vector>

namespace cordee::remote {

class KeySink {
public:
    virtual ~KeySink() = default;
    virtual void key(Keysym keysym, bool down) = 0;
    virtual void text(std::string_view utf8) = 0;
};

struct KeyPress {
    SDL_Scancode scancode = SDL_SCANCODE_UNKNOWN;
    SDL_Keycode key = SDLK_UNKNOWN;
    bool repeat = false;
};

/// A key as the X server names it, before SDL has looked at it.
struct RawKey {
    unsigned code = 0;
    Keysym keysym = 0;
};

/// Call in the order of SDL's events, and settled() whenever its queue is empty. Window thread only.
class Keyboard {
public:
    explicit Keyboard(KeySink& sink) : sink_{sink} {}

    /// Where there is an X server, comes before pressed(). It tells right Alt from AltGr, and is all there is
    /// for keys that SDL does not know.
    void raw_pressed(const RawKey& raw);
    void raw_released(unsigned code);
    void pressed(const KeyPress& press);
    void released(SDL_Scancode scancode);
    void typed(std::string_view utf8);
    /// No text follows the last press: SDL puts a key's text directly behind it.
    void settled();
    /// Nothing is held here any more: the focus went elsewhere, or input is over.
    void release_all();
    /// The other side has forgotten what was held.
    void forget();

private:
    struct Held {
        SDL_Scancode scancode;
        Keysym keysym;
    };

    [[nodiscard]] bool holds(SDL_Scancode scancode) const;
    [[nodiscard]] bool holds_shift() const;
    [[nodiscard]] bool shortcut() const;
    [[nodiscard]] Keysym shortcut_keysym(const KeyPress& press) const;
    void send(SDL_Scancode scancode, Keysym keysym);
    void press_right_alt(const KeyPress& press, const std::optional<RawKey>& raw);
    void send_right_alt();
    void settle_press(const std::optional<KeyPress>& press);
    void settle_raw(const std::optional<RawKey>& raw);
    bool typed_by_key(const KeyPress& press, char32_t character);

    KeySink& sink_;
    /// In the order of their presses.
    std::vector<Held> held_;
    /// A press whose text may follow.
    std::optional<KeyPress> waiting_;
    /// A press that SDL may yet say something about.
    std::optional<RawKey> raw_;
    /// Right Alt is down but not sent: on many layouts it is AltGr, and picks characters.
    bool right_alt_waits_ = false;
};

} // namespace cordee::remote
