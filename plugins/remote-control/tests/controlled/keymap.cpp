#include "controlled/input/keymap.hpp"

#include <boost/test/unit_test.hpp>
#include <xkbcommon/xkbcommon-keysyms.h>

using namespace cordee::remote;

namespace {

Keymap keymap(const char* layout)
{
    auto* context = xkb_context_new(XKB_CONTEXT_NO_FLAGS);
    const xkb_rule_names names{"evdev", "pc105", layout, "", ""};
    auto* out = xkb_keymap_new_from_names(context, &names, XKB_KEYMAP_COMPILE_NO_FLAGS);
    xkb_context_unref(context);
    return Keymap{out};
}

constexpr std::uint32_t kShift = 1;
constexpr std::uint32_t kLock = 2;

} // namespace

BOOST_AUTO_TEST_CASE(a_digit_needs_shift_on_a_french_keyboard)
{
    const auto map = keymap("fr");
    BOOST_TEST((map.find(XKB_KEY_1, {})->shift == Turn::press));
    BOOST_TEST((map.find(XKB_KEY_1, {kShift, 0, 0})->shift == Turn::keep));
    BOOST_TEST((map.find(XKB_KEY_ampersand, {kShift, 0, 0})->shift == Turn::release));
    BOOST_TEST((map.find(XKB_KEY_at, {})->level3 == Turn::press));
    BOOST_TEST((map.find(XKB_KEY_at, {map.level3_mask(), 0, 0})->plain()));
    BOOST_TEST((map.find(XKB_KEY_at, {kShift | map.level3_mask(), 0, 0})->shift == Turn::release));
}

BOOST_AUTO_TEST_CASE(caps_lock_is_taken_into_account)
{
    const auto map = keymap("us");
    BOOST_TEST((map.find(XKB_KEY_a, {0, kLock, 0})->shift == Turn::press));
    BOOST_TEST(map.find(XKB_KEY_A, {0, kLock, 0})->plain());
    BOOST_TEST(map.find(XKB_KEY_1, {0, kLock, 0})->plain());
}

BOOST_AUTO_TEST_CASE(what_the_layout_lacks_is_not_found)
{
    const auto map = keymap("us");
    BOOST_TEST(!map.find(XKB_KEY_eacute, {}));
    BOOST_TEST(!map.find(0x010020ac, {}));
    BOOST_TEST(!map.unused().empty());
}

BOOST_AUTO_TEST_CASE(both_spellings_of_a_character_are_one)
{
    const auto map = keymap("de");
    BOOST_REQUIRE(map.find(XKB_KEY_EuroSign, {}).has_value());
    BOOST_TEST((map.find(XKB_KEY_EuroSign, {}) == map.find(0x010020ac, {})));
}

BOOST_AUTO_TEST_CASE(modifiers_are_told_from_other_keys)
{
    BOOST_TEST(is_modifier(XKB_KEY_Shift_R));
    BOOST_TEST(is_modifier(XKB_KEY_ISO_Level3_Shift));
    BOOST_TEST(is_modifier(XKB_KEY_Super_L));
    BOOST_TEST(!is_modifier(XKB_KEY_Return));
    BOOST_TEST(!is_modifier(XKB_KEY_a));
}
