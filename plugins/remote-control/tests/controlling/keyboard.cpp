// The operator's keys as the other side is told of them.
#include "controlling/keyboard.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace cordee::remote;
using Events = std::vector<std::string>;

namespace {

struct KeyLog final : KeySink {
    void key(Keysym keysym, bool down) override
    {
        char hex[16];
        std::snprintf(hex, sizeof hex, "%x", keysym);
        const bool letter = keysym > 0x20 && keysym < 0x7f;
        events.push_back((down ? "+" : "-") + (letter ? std::string(1, static_cast<char>(keysym)) : hex));
    }
    void text(std::string_view utf8) override { events.push_back("text " + std::string{utf8}); }
    Events events;
};

/// Feeds a keyboard as SDL does: a press, directly behind it its text, a pause.
struct KeyboardDesk {
    void press(SDL_Scancode scancode, SDL_Keycode key, const char* text = nullptr, bool repeat = false)
    {
        keyboard.pressed({scancode, key, repeat});
        if (text != nullptr)
            keyboard.typed(text);
        keyboard.settled();
    }
    void tap(SDL_Scancode scancode, SDL_Keycode key, const char* text = nullptr)
    {
        press(scancode, key, text);
        keyboard.released(scancode);
    }
    void shift() { press(SDL_SCANCODE_LSHIFT, SDLK_LSHIFT); }
    void control() { press(SDL_SCANCODE_LCTRL, SDLK_LCTRL); }
    void right_alt() { press(SDL_SCANCODE_RALT, SDLK_RALT); }
    Events take() { return std::exchange(log.events, {}); }

    KeyLog log;
    Keyboard keyboard{log};
};

} // namespace

#define CHECK_EVENTS(desk, ...)                                                                              \
    BOOST_TEST((desk).take() == (Events{__VA_ARGS__}), boost::test_tools::per_element())

BOOST_FIXTURE_TEST_SUITE(keyboard_input, KeyboardDesk)

BOOST_AUTO_TEST_CASE(a_key_is_the_character_it_makes)
{
    tap(SDL_SCANCODE_Q, SDLK_a, "a"); // a French keyboard
    CHECK_EVENTS(*this, "+a", "-a");
}

BOOST_AUTO_TEST_CASE(shift_and_its_character_go_in_order_and_release_as_pressed)
{
    shift();
    press(SDL_SCANCODE_A, SDLK_a, "A");
    keyboard.released(SDL_SCANCODE_LSHIFT);
    keyboard.released(SDL_SCANCODE_A);
    CHECK_EVENTS(*this, "+ffe1", "+A", "-ffe1", "-A");
}

BOOST_AUTO_TEST_CASE(caps_lock_acts_here_alone)
{
    tap(SDL_SCANCODE_CAPSLOCK, SDLK_CAPSLOCK);
    tap(SDL_SCANCODE_A, SDLK_a, "A");
    CHECK_EVENTS(*this, "+A", "-A");
}

BOOST_AUTO_TEST_CASE(alt_gr_picks_a_character_and_is_not_sent)
{
    right_alt();
    tap(SDL_SCANCODE_E, SDLK_e, "€");
    keyboard.released(SDL_SCANCODE_RALT);
    CHECK_EVENTS(*this, "+10020ac", "-10020ac");
}

BOOST_AUTO_TEST_CASE(alt_gr_with_a_dead_key_sends_nothing)
{
    right_alt();
    tap(SDL_SCANCODE_2, SDLK_2);
    keyboard.released(SDL_SCANCODE_RALT);
    CHECK_EVENTS(*this);
}

BOOST_AUTO_TEST_CASE(a_right_alt_that_is_no_alt_gr_is_alt)
{
    right_alt();
    tap(SDL_SCANCODE_F, SDLK_f, "f");
    tap(SDL_SCANCODE_F4, SDLK_F4);
    keyboard.released(SDL_SCANCODE_RALT);
    CHECK_EVENTS(*this, "+ffea", "+f", "-f", "+ffc1", "-ffc1", "-ffea");
}

BOOST_AUTO_TEST_CASE(the_x_server_tells_alt_from_alt_gr)
{
    keyboard.raw_pressed({108, 0xffea});
    right_alt();
    keyboard.raw_released(108);
    keyboard.released(SDL_SCANCODE_RALT);
    CHECK_EVENTS(*this, "+ffea", "-ffea");
    keyboard.raw_pressed({108, 0xfe03});
    right_alt();
    tap(SDL_SCANCODE_SPACE, SDLK_SPACE, " ");
    keyboard.raw_released(108);
    keyboard.released(SDL_SCANCODE_RALT);
    CHECK_EVENTS(*this, "+20", "-20");
}

BOOST_AUTO_TEST_CASE(keys_that_sdl_does_not_know_are_sent_as_the_x_server_names_them)
{
    keyboard.raw_pressed({109, 0xff0a}); // Linefeed
    keyboard.raw_pressed({109, 0xff0a});
    keyboard.settled();
    keyboard.raw_released(109);
    keyboard.raw_pressed({50, 0xff20}); // Compose
    keyboard.settled();
    keyboard.raw_pressed({24, 'a'}); // of an input method; its text follows later
    keyboard.settled();
    keyboard.typed("あ");
    keyboard.raw_pressed({23, 0xff09});
    tap(SDL_SCANCODE_TAB, SDLK_TAB);
    keyboard.raw_released(23);
    CHECK_EVENTS(*this, "+ff0d", "-ff0d", "text あ", "+ff09", "-ff09");
}

BOOST_AUTO_TEST_CASE(a_dead_key_gives_its_composed_character_once)
{
    tap(SDL_SCANCODE_LEFTBRACKET, SDL_SCANCODE_TO_KEYCODE(SDL_SCANCODE_UNKNOWN));
    press(SDL_SCANCODE_E, SDLK_e, "ê");
    keyboard.released(SDL_SCANCODE_E);
    CHECK_EVENTS(*this, "+ea", "-ea");
}

BOOST_AUTO_TEST_CASE(text_without_a_key_is_text)
{
    keyboard.typed("你好");
    keyboard.typed("é");
    press(SDL_SCANCODE_E, SDLK_e, "漢字");
    keyboard.released(SDL_SCANCODE_E);
    CHECK_EVENTS(*this, "text 你好", "text é", "text 漢字");
}

BOOST_AUTO_TEST_CASE(control_sends_the_key_itself)
{
    control();
    tap(SDL_SCANCODE_C, SDLK_c);
    shift();
    tap(SDL_SCANCODE_T, SDLK_t);
    CHECK_EVENTS(*this, "+ffe3", "+c", "-c", "+ffe1", "+T", "-T");
}

BOOST_AUTO_TEST_CASE(shortcuts_of_a_layout_without_latin_letters_mean_the_latin_ones)
{
    control();
    tap(SDL_SCANCODE_C, 0x441);
    tap(SDL_SCANCODE_V, 0x43c, "м");
    keyboard.released(SDL_SCANCODE_LCTRL);
    tap(SDL_SCANCODE_C, 0x441, "с");
    CHECK_EVENTS(*this, "+ffe3", "+c", "-c", "+v", "-v", "-ffe3", "+1000441", "-1000441");
}

BOOST_AUTO_TEST_CASE(alt_tab_goes_out_as_pressed)
{
    press(SDL_SCANCODE_LALT, SDLK_LALT);
    tap(SDL_SCANCODE_TAB, SDLK_TAB);
    keyboard.released(SDL_SCANCODE_LALT);
    CHECK_EVENTS(*this, "+ffe9", "+ff09", "-ff09", "-ffe9");
}

BOOST_AUTO_TEST_CASE(the_keypad_follows_the_local_num_lock)
{
    tap(SDL_SCANCODE_KP_1, SDLK_KP_1, "1");
    tap(SDL_SCANCODE_KP_1, SDLK_KP_1);
    tap(SDL_SCANCODE_KP_ENTER, SDLK_KP_ENTER);
    tap(SDL_SCANCODE_KP_PLUS, SDLK_KP_PLUS, "+");
    CHECK_EVENTS(*this, "+ffb1", "-ffb1", "+ff9c", "-ff9c", "+ff8d", "-ff8d", "+ffab", "-ffab");
}

BOOST_AUTO_TEST_CASE(repeats_are_left_to_the_other_side)
{
    press(SDL_SCANCODE_A, SDLK_a, "a");
    press(SDL_SCANCODE_A, SDLK_a, "a", true);
    press(SDL_SCANCODE_DOWN, SDLK_DOWN);
    press(SDL_SCANCODE_DOWN, SDLK_DOWN, nullptr, true);
    CHECK_EVENTS(*this, "+a", "+ff54");
}

BOOST_AUTO_TEST_CASE(release_all_lets_go_in_the_reverse_order_and_only_once)
{
    control();
    press(SDL_SCANCODE_A, SDLK_a);
    take();
    keyboard.release_all();
    CHECK_EVENTS(*this, "-a", "-ffe3");
    keyboard.release_all();
    keyboard.released(SDL_SCANCODE_A);
    CHECK_EVENTS(*this);
}

BOOST_AUTO_TEST_CASE(a_forgotten_key_is_not_released)
{
    press(SDL_SCANCODE_A, SDLK_a, "a");
    keyboard.forget();
    keyboard.released(SDL_SCANCODE_A);
    CHECK_EVENTS(*this, "+a");
}

BOOST_AUTO_TEST_SUITE_END()
