#include "controlling/keysyms.hpp"

#include "protocol/octets.hpp"

#include <algorithm>
#include <array>

namespace cordee::remote {
namespace {

struct Pair {
    SDL_Keycode key;
    Keysym keysym;
};

// Values from X11/keysymdef.h and X11/XF86keysym.h, which this file does without so that it also serves
// systems that have no X.
constexpr std::array kKeys{
    Pair{SDLK_BACKSPACE, 0xff08},
    Pair{SDLK_TAB, 0xff09},
    Pair{SDLK_RETURN, 0xff0d},
    Pair{SDLK_PAUSE, 0xff13},
    Pair{SDLK_SYSREQ, 0xff15},
    Pair{SDLK_ESCAPE, 0xff1b},
    Pair{SDLK_HOME, 0xff50},
    Pair{SDLK_LEFT, 0xff51},
    Pair{SDLK_UP, 0xff52},
    Pair{SDLK_RIGHT, 0xff53},
    Pair{SDLK_DOWN, 0xff54},
    Pair{SDLK_PAGEUP, 0xff55},
    Pair{SDLK_PAGEDOWN, 0xff56},
    Pair{SDLK_END, 0xff57},
    Pair{SDLK_SELECT, 0xff60},
    Pair{SDLK_PRINTSCREEN, 0xff61},
    Pair{SDLK_EXECUTE, 0xff62},
    Pair{SDLK_INSERT, 0xff63},
    Pair{SDLK_UNDO, 0xff65},
    Pair{SDLK_AGAIN, 0xff66},
    Pair{SDLK_MENU, 0xff67},
    Pair{SDLK_APPLICATION, 0xff67},
    Pair{SDLK_FIND, 0xff68},
    Pair{SDLK_STOP, 0xff69},
    Pair{SDLK_HELP, 0xff6a},
    Pair{SDLK_MODE, 0xff7e},
    Pair{SDLK_DELETE, 0xffff},

    Pair{SDLK_KP_ENTER, 0xff8d},
    Pair{SDLK_KP_7, 0xff95},
    Pair{SDLK_KP_4, 0xff96},
    Pair{SDLK_KP_8, 0xff97},
    Pair{SDLK_KP_6, 0xff98},
    Pair{SDLK_KP_2, 0xff99},
    Pair{SDLK_KP_9, 0xff9a},
    Pair{SDLK_KP_3, 0xff9b},
    Pair{SDLK_KP_1, 0xff9c},
    Pair{SDLK_KP_5, 0xff9d},
    Pair{SDLK_KP_0, 0xff9e},
    Pair{SDLK_KP_PERIOD, 0xff9f},
    Pair{SDLK_KP_MULTIPLY, 0xffaa},
    Pair{SDLK_KP_PLUS, 0xffab},
    Pair{SDLK_KP_COMMA, 0xffac},
    Pair{SDLK_KP_MINUS, 0xffad},
    Pair{SDLK_KP_DIVIDE, 0xffaf},
    Pair{SDLK_KP_EQUALS, 0xffbd},

    Pair{SDLK_LSHIFT, 0xffe1},
    Pair{SDLK_RSHIFT, 0xffe2},
    Pair{SDLK_LCTRL, 0xffe3},
    Pair{SDLK_RCTRL, 0xffe4},
    Pair{SDLK_LALT, 0xffe9},
    Pair{SDLK_RALT, 0xffea},
    Pair{SDLK_LGUI, 0xffeb},
    Pair{SDLK_RGUI, 0xffec},

    Pair{SDLK_AUDIOMUTE, 0x1008ff12},
    Pair{SDLK_MUTE, 0x1008ff12},
    Pair{SDLK_VOLUMEDOWN, 0x1008ff11},
    Pair{SDLK_VOLUMEUP, 0x1008ff13},
    Pair{SDLK_AUDIOPLAY, 0x1008ff14},
    Pair{SDLK_AUDIOSTOP, 0x1008ff15},
    Pair{SDLK_AUDIOPREV, 0x1008ff16},
    Pair{SDLK_AUDIONEXT, 0x1008ff17},
    Pair{SDLK_MAIL, 0x1008ff19},
    Pair{SDLK_CALCULATOR, 0x1008ff1d},
    Pair{SDLK_COMPUTER, 0x1008ff33},
    Pair{SDLK_WWW, 0x1008ff2e},
    Pair{SDLK_AC_SEARCH, 0x1008ff1b},
    Pair{SDLK_AC_HOME, 0x1008ff18},
    Pair{SDLK_AC_BACK, 0x1008ff26},
    Pair{SDLK_AC_FORWARD, 0x1008ff27},
    Pair{SDLK_AC_STOP, 0x1008ff28},
    Pair{SDLK_AC_REFRESH, 0x1008ff29},
    Pair{SDLK_AC_BOOKMARKS, 0x1008ff30},
    Pair{SDLK_CUT, 0x1008ff58},
    Pair{SDLK_COPY, 0x1008ff57},
    Pair{SDLK_PASTE, 0x1008ff6d},
};

constexpr Keysym kF1 = 0xffbe;
constexpr Keysym kKeypadSpace = 0xff80;
constexpr Keysym kUnicode = 0x01000000;

} // namespace

Keysym keysym_of_character(char32_t character)
{
    const auto code = static_cast<std::uint32_t>(character);
    if (code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0xd800 && code < 0xe000) || code > 0x10ffff)
        return 0;
    return code < 0x100 ? code : kUnicode + code;
}

Keysym keysym_of_key(SDL_Keycode key)
{
    if (key >= SDLK_F1 && key <= SDLK_F12)
        return kF1 + static_cast<Keysym>(key - SDLK_F1);
    if (key >= SDLK_F13 && key <= SDLK_F24)
        return kF1 + 12 + static_cast<Keysym>(key - SDLK_F13);
    const auto* const found =
        std::find_if(kKeys.begin(), kKeys.end(), [&](const Pair& pair) { return pair.key == key; });
    return found == kKeys.end() ? 0 : found->keysym;
}

Keysym plain_keysym(Keysym raw)
{
    constexpr Keysym kLinefeed = 0xff0a;
    constexpr Keysym kReturn = 0xff0d;
    if (raw == kLinefeed)
        return kReturn;
    const bool media = raw >= 0x1008ff00 && raw <= 0x1008ffff;
    const bool function = raw >= 0xff08 && raw <= 0xffff;
    const bool composing = raw >= 0xff20 && raw < 0xff50; // Multi_key, input methods
    const bool choosing = raw == 0xff14 || raw == 0xff7e || raw == 0xff7f || raw == 0xffe5 || raw == 0xffe6;
    return media || (function && !composing && !choosing) ? raw : 0;
}

Keysym keysym_of_keypad_character(char32_t character)
{
    // The keypad's keysyms lie 0xff80 above their characters.
    const bool known = (character >= U'*' && character <= U'9') || character == U'=';
    if (!known)
        return keysym_of_character(character);
    return kKeypadSpace + static_cast<Keysym>(character);
}

std::optional<char32_t> single_character(std::string_view utf8)
{
    View rest{reinterpret_cast<const std::uint8_t*>(utf8.data()), utf8.size()};
    const auto character = next_code_point(rest);
    if (!character || !rest.empty() || keysym_of_character(*character) == 0)
        return std::nullopt;
    return character;
}

} // namespace cordee::remote
