// Keysyms: the X window system's numbers for keys, used on the wire because they name what a key means
// and not where it lies.
#pragma once

#include <SDL_keycode.h>

#include <cstdint>
#include <optional>
#include <string_view>

namespace cordee::remote {

/// 0 stands for "none" everywhere.
using Keysym = std::uint32_t;

/// The keysym of a character: itself in Latin-1, 0x01000000 + code point elsewhere; none for control
/// characters, surrogates and what is no code point.
Keysym keysym_of_character(char32_t character);

/// The keysym of a key that makes no text: function, navigation, modifier, media keys and the like.
/// A keypad key gives what it is without Num Lock. None for keys that make text and for the lock keys.
Keysym keysym_of_key(SDL_Keycode key);

/// The keysym of a key that makes no text, as the X server names it; none for characters, the lock keys, and
/// keys that begin a sequence or choose a level or group. Linefeed, which programs that simulate a keyboard
/// use for a new line, is Return.
Keysym plain_keysym(Keysym raw);

/// The keypad's own keysym of a character that a keypad key made, such as KP_1.
Keysym keysym_of_keypad_character(char32_t character);

/// The only character of `utf8`, or nothing when there are none, several, or it is not UTF-8.
std::optional<char32_t> single_character(std::string_view utf8);

} // namespace cordee::remote
