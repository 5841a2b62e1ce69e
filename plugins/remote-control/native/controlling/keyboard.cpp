#include "controlling/keyboard.hpp"

#include <algorithm>
#include <utility>

namespace cordee::remote {
namespace {

bool is_keypad_text(SDL_Scancode scancode)
{
    return (scancode >= SDL_SCANCODE_KP_DIVIDE && scancode <= SDL_SCANCODE_KP_PERIOD &&
            scancode != SDL_SCANCODE_KP_ENTER) ||
           scancode == SDL_SCANCODE_KP_EQUALS || scancode == SDL_SCANCODE_KP_COMMA;
}

bool is_lock(SDL_Keycode key)
{
    return key == SDLK_CAPSLOCK || key == SDLK_NUMLOCKCLEAR || key == SDLK_SCROLLLOCK;
}

bool is_latin_letter(char32_t character)
{
    return (character >= U'a' && character <= U'z') ||
           (character >= 0xe0 && character <= 0xfe && character != 0xf7);
}

/// The character on a key, without modifiers; SDL marks keys that have none.
char32_t character_of(SDL_Keycode key)
{
    return key > 0 && (key & SDLK_SCANCODE_MASK) == 0 ? static_cast<char32_t>(key) : U'\0';
}

/// Whether a key made its own character, apart from Shift and Caps Lock.
bool own_character(const KeyPress& press, char32_t character)
{
    const char32_t own = character_of(press.key);
    return character == own || (is_latin_letter(own) && character == own - 0x20);
}

/// A shortcut is meant by its letter on the Latin layout when the local one has none, as programs do.
char32_t latin_letter(const KeyPress& press)
{
    const char32_t character = character_of(press.key);
    if (character >= 0x100 && press.scancode >= SDL_SCANCODE_A && press.scancode <= SDL_SCANCODE_Z)
        return U'a' + static_cast<char32_t>(press.scancode - SDL_SCANCODE_A);
    return character;
}

constexpr Keysym kAltRight = 0xffea;
constexpr Keysym kLevel3Shift = 0xfe03; // AltGr

/// Keys that SDL does not know stand behind its scancodes.
SDL_Scancode raw_scancode(unsigned code)
{
    return static_cast<SDL_Scancode>(SDL_NUM_SCANCODES + code);
}

} // namespace

void Keyboard::raw_pressed(const RawKey& raw)
{
    settled();
    raw_ = raw;
}

void Keyboard::raw_released(unsigned code)
{
    released(raw_scancode(code));
}

void Keyboard::pressed(const KeyPress& press)
{
    settle_press(std::exchange(waiting_, std::nullopt));
    const auto raw = std::exchange(raw_, std::nullopt);
    if (is_lock(press.key))
        return;
    if (press.key == SDLK_RALT)
        return press_right_alt(press, raw);
    Keysym keysym = keysym_of_key(press.key);
    if (keysym == 0 && character_of(press.key) == 0 && raw)
        keysym = plain_keysym(raw->keysym);
    if (keysym == 0 || is_keypad_text(press.scancode)) {
        waiting_ = press;
        return;
    }
    if (press.repeat || holds(press.scancode))
        return;
    if (right_alt_waits_ && press.key != SDLK_LSHIFT && press.key != SDLK_RSHIFT)
        send_right_alt();
    send(press.scancode, keysym);
}

void Keyboard::press_right_alt(const KeyPress& press, const std::optional<RawKey>& raw)
{
    if (holds(press.scancode) || (raw && raw->keysym == kLevel3Shift))
        return;
    if (raw && raw->keysym == kAltRight)
        send(press.scancode, kAltRight);
    else
        right_alt_waits_ = true;
}

void Keyboard::typed(std::string_view utf8)
{
    raw_.reset();
    const auto press = std::exchange(waiting_, std::nullopt);
    const auto character = single_character(utf8);
    if (press && character && typed_by_key(*press, *character))
        return;
    sink_.text(utf8);
}

/// False when the text is not what the held key stands for.
bool Keyboard::typed_by_key(const KeyPress& press, char32_t character)
{
    const Keysym keysym = is_keypad_text(press.scancode) ? keysym_of_keypad_character(character)
                                                         : keysym_of_character(character);
    const auto held = std::find_if(held_.begin(), held_.end(),
                                   [&](const Held& key) { return key.scancode == press.scancode; });
    if (held != held_.end())
        return held->keysym == keysym;
    if (press.repeat)
        return false;
    if (shortcut() && latin_letter(press) != character_of(press.key)) {
        send(press.scancode, shortcut_keysym(press));
        return true;
    }
    if (right_alt_waits_ && own_character(press, character))
        send_right_alt();
    send(press.scancode, keysym);
    return true;
}

void Keyboard::settled()
{
    settle_press(std::exchange(waiting_, std::nullopt));
    settle_raw(std::exchange(raw_, std::nullopt));
}

void Keyboard::settle_raw(const std::optional<RawKey>& raw)
{
    if (raw && !holds(raw_scancode(raw->code)))
        send(raw_scancode(raw->code), plain_keysym(raw->keysym));
}

void Keyboard::settle_press(const std::optional<KeyPress>& press)
{
    if (!press || press->repeat || holds(press->scancode))
        return;
    if (is_keypad_text(press->scancode))
        send(press->scancode, keysym_of_key(SDL_SCANCODE_TO_KEYCODE(press->scancode)));
    else if (shortcut())
        send(press->scancode, shortcut_keysym(*press));
    // Else a dead key, or one of a sequence: its text comes when the sequence ends.
}

void Keyboard::released(SDL_Scancode scancode)
{
    settled();
    if (scancode == SDL_SCANCODE_RALT && right_alt_waits_) {
        right_alt_waits_ = false;
        return;
    }
    const auto key =
        std::find_if(held_.begin(), held_.end(), [&](const Held& held) { return held.scancode == scancode; });
    if (key == held_.end())
        return;
    const Keysym keysym = key->keysym;
    held_.erase(key);
    sink_.key(keysym, false);
}

void Keyboard::release_all()
{
    const auto held = std::exchange(held_, {});
    for (auto key = held.rbegin(); key != held.rend(); ++key)
        sink_.key(key->keysym, false);
    forget();
}

void Keyboard::forget()
{
    held_.clear();
    waiting_.reset();
    raw_.reset();
    right_alt_waits_ = false;
}

bool Keyboard::holds(SDL_Scancode scancode) const
{
    return std::any_of(held_.begin(), held_.end(),
                       [&](const Held& held) { return held.scancode == scancode; });
}

bool Keyboard::holds_shift() const
{
    return holds(SDL_SCANCODE_LSHIFT) || holds(SDL_SCANCODE_RSHIFT);
}

bool Keyboard::shortcut() const
{
    return holds(SDL_SCANCODE_LCTRL) || holds(SDL_SCANCODE_RCTRL) || holds(SDL_SCANCODE_LALT) ||
           holds(SDL_SCANCODE_RALT) || holds(SDL_SCANCODE_LGUI) || holds(SDL_SCANCODE_RGUI);
}

Keysym Keyboard::shortcut_keysym(const KeyPress& press) const
{
    const char32_t character = latin_letter(press);
    if (holds_shift() && is_latin_letter(character))
        return keysym_of_character(character - 0x20);
    return keysym_of_character(character);
}

void Keyboard::send(SDL_Scancode scancode, Keysym keysym)
{
    if (keysym == 0)
        return;
    held_.push_back({scancode, keysym});
    sink_.key(keysym, true);
}

void Keyboard::send_right_alt()
{
    right_alt_waits_ = false;
    send(SDL_SCANCODE_RALT, keysym_of_key(SDLK_RALT));
}

} // namespace cordee::remote
