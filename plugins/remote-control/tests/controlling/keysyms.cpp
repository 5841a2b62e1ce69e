// Characters and keys as keysyms.
#include "controlling/keysyms.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee::remote;

BOOST_AUTO_TEST_SUITE(keysyms)

BOOST_AUTO_TEST_CASE(latin_characters_are_themselves_and_others_are_marked)
{
    BOOST_TEST(keysym_of_character(U'a') == 0x61u);
    BOOST_TEST(keysym_of_character(U'é') == 0xe9u);
    BOOST_TEST(keysym_of_character(U'€') == 0x010020acu);
    BOOST_TEST(keysym_of_character(U'ж') == 0x01000436u);
    BOOST_TEST(keysym_of_character(U'😀') == 0x0101f600u);
}

BOOST_AUTO_TEST_CASE(what_is_no_character_has_none)
{
    for (const char32_t c : {char32_t{0}, char32_t{0x0a}, char32_t{0x7f}, char32_t{0x9f}, char32_t{0xd800},
                             char32_t{0xdfff}, char32_t{0x110000}})
        BOOST_TEST(keysym_of_character(c) == 0u);
}

BOOST_AUTO_TEST_CASE(keys_without_text_have_their_own)
{
    BOOST_TEST(keysym_of_key(SDLK_RETURN) == 0xff0du);
    BOOST_TEST(keysym_of_key(SDLK_LEFT) == 0xff51u);
    BOOST_TEST(keysym_of_key(SDLK_F1) == 0xffbeu);
    BOOST_TEST(keysym_of_key(SDLK_F12) == 0xffc9u);
    BOOST_TEST(keysym_of_key(SDLK_F13) == 0xffcau);
    BOOST_TEST(keysym_of_key(SDLK_F24) == 0xffd5u);
    BOOST_TEST(keysym_of_key(SDLK_RCTRL) == 0xffe4u);
    BOOST_TEST(keysym_of_key(SDLK_KP_1) == 0xff9cu);
    BOOST_TEST(keysym_of_key(SDLK_a) == 0u);
    BOOST_TEST(keysym_of_key(SDLK_SPACE) == 0u);
    BOOST_TEST(keysym_of_key(SDLK_CAPSLOCK) == 0u);
    BOOST_TEST(keysym_of_key(SDLK_NUMLOCKCLEAR) == 0u);
    BOOST_TEST(keysym_of_key(SDLK_UNKNOWN) == 0u);
}

BOOST_AUTO_TEST_CASE(keypad_characters_stay_on_the_keypad)
{
    BOOST_TEST(keysym_of_keypad_character(U'0') == 0xffb0u);
    BOOST_TEST(keysym_of_keypad_character(U'9') == 0xffb9u);
    BOOST_TEST(keysym_of_keypad_character(U'.') == 0xffaeu);
    BOOST_TEST(keysym_of_keypad_character(U',') == 0xffacu);
    BOOST_TEST(keysym_of_keypad_character(U'x') == 0x78u);
}

BOOST_AUTO_TEST_CASE(text_of_one_character_is_recognised)
{
    BOOST_TEST((single_character("a") == U'a'));
    BOOST_TEST((single_character("😀") == U'😀'));
    for (const auto* text : {"", "ab", "é́", "\n", "\xc3", "\xff", "\xed\xa0\x80"})
        BOOST_TEST(!single_character(text));
}

BOOST_AUTO_TEST_SUITE_END()
