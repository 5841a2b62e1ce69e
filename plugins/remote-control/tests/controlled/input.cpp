// What the operator types arrives at a program of the controlled computer, whatever the layout there.
#include "controlled/input/input_sink.hpp"
#include "key_client.hpp"
#include "xvfb.hpp"

#include <boost/test/unit_test.hpp>
#include <xkbcommon/xkbcommon-keysyms.h>

using namespace cordee::remote;
using namespace cordee::remote::test;

namespace {

struct Desk {
    explicit Desk(const std::string& layout = "us")
    {
        server.run("setxkbmap", layout);
        client.emplace(server.name());
        sink.emplace(server.name());
    }

    void key(Keysym keysym, bool down) { sink->apply(Key{keysym, down}); }
    void tap(Keysym keysym)
    {
        key(keysym, true);
        key(keysym, false);
    }

    std::string text()
    {
        sync();
        return client->text();
    }
    std::vector<SeenKey> keys()
    {
        sync();
        return client->keys();
    }
    int down()
    {
        sync();
        return client->down();
    }
    void sync()
    {
        if (sink)
            sink->settle();
    }

    Xvfb server;
    std::optional<KeyClient> client;
    std::optional<InputSink> sink;
};

const char* const kLayouts[] = {"us", "fr", "de", "gb", "us,ru", "us -variant dvorak", "ru"};

} // namespace

BOOST_AUTO_TEST_CASE(text_arrives_on_every_layout)
{
    const std::string wanted = "aZ1&é€@~ßñΩж{}\\|#\"'ł漢";
    for (const auto* layout : kLayouts) {
        Desk desk{layout};
        desk.sink->apply(Text{wanted});
        BOOST_TEST(desk.text() == wanted, layout);
        BOOST_TEST(desk.down() == 0);
    }
}

BOOST_AUTO_TEST_CASE(keys_arrive_on_every_layout)
{
    for (const auto* layout : kLayouts) {
        Desk desk{layout};
        for (const Keysym keysym : {XKB_KEY_eacute, XKB_KEY_EuroSign, XKB_KEY_at, XKB_KEY_1, XKB_KEY_A})
            desk.tap(keysym);
        desk.tap(0x010020ac);
        BOOST_TEST(desk.text() == "é€@1A€", layout);
        BOOST_TEST(desk.down() == 0);
    }
}

BOOST_AUTO_TEST_CASE(held_modifiers_do_not_change_what_a_key_means)
{
    for (const auto* layout : kLayouts) {
        Desk desk{layout};
        desk.key(XKB_KEY_Shift_L, true);
        desk.tap(XKB_KEY_1); // a French digit
        desk.tap(XKB_KEY_A);
        desk.tap(XKB_KEY_question);
        desk.key(XKB_KEY_Shift_L, false);
        desk.tap(XKB_KEY_a);
        desk.key(XKB_KEY_ISO_Level3_Shift, true);
        desk.tap(XKB_KEY_at);
        desk.tap(XKB_KEY_braceleft);
        desk.key(XKB_KEY_ISO_Level3_Shift, false);
        desk.tap(XKB_KEY_b);
        BOOST_TEST(desk.text() == "1A?a@{b", layout);
        BOOST_TEST(desk.down() == 0);
    }
}

BOOST_AUTO_TEST_CASE(shift_is_still_held_after_a_key_that_did_without)
{
    Desk desk{"us"};
    desk.key(XKB_KEY_Shift_L, true);
    desk.tap(XKB_KEY_1);
    BOOST_TEST(desk.down() == 1);
    desk.keys();
    desk.tap(XKB_KEY_F5);
    const auto keys = desk.keys();
    BOOST_REQUIRE(keys.size() == 2u);
    BOOST_TEST(keys[0].keysym == XKB_KEY_F5);
    BOOST_TEST((keys[0].modifiers & XCB_MOD_MASK_SHIFT) != 0);
}

BOOST_AUTO_TEST_CASE(shortcuts_keep_their_modifiers)
{
    for (const auto* layout : {"us", "fr", "us -variant dvorak"}) {
        Desk desk{layout};
        desk.key(XKB_KEY_Control_L, true);
        desk.tap(XKB_KEY_c);
        desk.key(XKB_KEY_Alt_L, true);
        desk.tap(XKB_KEY_Delete);
        desk.key(XKB_KEY_Alt_L, false);
        desk.key(XKB_KEY_Control_L, false);
        const auto keys = desk.keys();
        BOOST_REQUIRE(keys.size() == 8u);
        BOOST_TEST(keys[1].keysym == XKB_KEY_c, layout);
        BOOST_TEST(keys[1].modifiers == XCB_MOD_MASK_CONTROL);
        BOOST_TEST(keys[4].keysym == XKB_KEY_Delete);
        BOOST_TEST(keys[4].modifiers == (XCB_MOD_MASK_CONTROL | XCB_MOD_MASK_1));
        BOOST_TEST(desk.down() == 0);
    }
}

BOOST_AUTO_TEST_CASE(text_is_text_also_while_control_is_held)
{
    Desk desk;
    desk.key(XKB_KEY_Control_L, true);
    desk.sink->apply(Text{"é"});
    bool found = false;
    for (const auto& key : desk.keys()) {
        found = found || (key.keysym == XKB_KEY_eacute && key.down);
        if (key.keysym == XKB_KEY_eacute)
            BOOST_TEST(key.modifiers == 0);
    }
    BOOST_TEST(found);
    BOOST_TEST(desk.down() == 1);
}

BOOST_AUTO_TEST_CASE(caps_lock_there_does_not_turn_letters_around)
{
    for (const auto* layout : {"us", "fr"}) {
        Desk desk{layout};
        desk.tap(XKB_KEY_Caps_Lock);
        desk.keys();
        desk.tap(XKB_KEY_a);
        desk.tap(XKB_KEY_B);
        desk.tap(XKB_KEY_eacute);
        desk.tap(XKB_KEY_4);
        const auto text = desk.text();
        BOOST_TEST(text == "aBé4", layout << ": " << text);
    }
}

BOOST_AUTO_TEST_CASE(the_keypad_stays_the_keypad)
{
    Desk desk;
    desk.tap(XKB_KEY_KP_7);
    desk.tap(XKB_KEY_KP_Home);
    desk.tap(XKB_KEY_7);
    std::vector<std::uint32_t> presses;
    for (const auto& key : desk.keys())
        if (key.down && !is_modifier(key.keysym))
            presses.push_back(key.keysym);
    const std::vector<std::uint32_t> wanted{XKB_KEY_KP_7, XKB_KEY_KP_Home, XKB_KEY_7};
    BOOST_TEST(presses == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_layout_that_changes_is_followed)
{
    Desk desk{"us"};
    desk.tap(XKB_KEY_at);
    BOOST_TEST(desk.text() == "@");
    desk.server.run("setxkbmap", "fr");
    desk.tap(XKB_KEY_at);
    desk.tap(XKB_KEY_eacute);
    BOOST_TEST(desk.text() == "@é");
}

BOOST_AUTO_TEST_CASE(spare_keys_are_given_back_and_many_characters_share_them)
{
    Desk desk{"us"};
    const auto before = desk.client->mapping();
    std::string wanted;
    for (char32_t character = 0x3b1; character < 0x3b1 + 25; ++character) {
        wanted += static_cast<char>(0xc0 | character >> 6);
        wanted += static_cast<char>(0x80 | (character & 0x3f));
    }
    // In small steps: the client reads with the layout of the moment.
    std::string seen;
    for (std::size_t i = 0; i < wanted.size(); i += 2) {
        desk.sink->apply(Text{wanted.substr(i, 2)});
        seen += desk.text();
    }
    BOOST_TEST(seen == wanted);
    BOOST_TEST((desk.client->mapping() != before));
    desk.sink.reset();
    desk.sync();
    BOOST_TEST((desk.client->mapping() == before));
}

BOOST_AUTO_TEST_CASE(a_held_key_is_down_until_its_release)
{
    Desk desk;
    desk.key(XKB_KEY_a, true);
    desk.sync();
    BOOST_TEST(desk.down() == 1);
    desk.key(XKB_KEY_a, true);
    BOOST_TEST(desk.text() == "aa");
    desk.key(XKB_KEY_a, false);
    desk.key(XKB_KEY_a, false);
    desk.sync();
    BOOST_TEST(desk.down() == 0);
}

BOOST_AUTO_TEST_CASE(release_all_leaves_nothing_down)
{
    Desk desk;
    desk.key(XKB_KEY_Control_L, true);
    desk.key(XKB_KEY_Shift_R, true);
    desk.key(XKB_KEY_X, true);
    desk.sink->apply(PointerMove{{9, 9}});
    desk.sink->apply(Button{1, true});
    desk.sink->apply(ReleaseAll{});
    desk.sync();
    BOOST_TEST(desk.down() == 0);
    BOOST_TEST((desk.client->buttons() == std::vector<std::string>{"+1", "-1"}));
    desk.key(XKB_KEY_Control_L, true);
    desk.sink.reset();
    desk.sync();
    BOOST_TEST(desk.down() == 0);
}

BOOST_AUTO_TEST_CASE(what_a_killed_process_held_is_released_by_the_next)
{
    Desk desk;
    Display other{desk.server.name()};
    {
        // As a process that dies would: pressed, and nobody to release.
        ServerKeyboard keyboard{other};
        keyboard.press(*keyboard.keymap().modifier_key(XKB_KEY_Control_L));
        (void)keyboard.state();
    }
    BOOST_TEST(desk.down() == 1);
    desk.sink.emplace(desk.server.name());
    desk.sync();
    BOOST_TEST(desk.down() == 0);
}

BOOST_AUTO_TEST_CASE(pointer_buttons_and_wheel_arrive)
{
    Desk desk;
    desk.sink->apply(PointerMove{{123, 45}});
    desk.sink->apply(Button{3, true});
    desk.sink->apply(Button{3, true});
    desk.sink->apply(Button{3, false});
    desk.sink->apply(Wheel{0, 60});
    desk.sink->apply(Wheel{0, 60});
    desk.sink->apply(Wheel{-120, -240});
    desk.sync();
    BOOST_TEST((desk.client->pointer() == Point{123, 45}));
    const std::vector<std::string> wanted{"+3", "-3", "+4", "-4", "+6", "-6", "+5", "-5", "+5", "-5"};
    BOOST_TEST(desk.client->buttons() == wanted, boost::test_tools::per_element());
}
