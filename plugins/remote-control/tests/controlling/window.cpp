// The plugin on a real display: what it shows, pixel by pixel, and what it makes of keys and pointer.
#include "plugins/remote-control/tests/controlling/fake_host.hpp"
#include "tests/support/desktop.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdlib>
#include <random>

using namespace cordee::remote;
using namespace cordee::test;
using cordee::remote::test::FakeHost;

/// What the libraries below SDL keep until the process ends.
extern "C" CORDEE_EXPORT const char* __lsan_default_suppressions();
const char* __lsan_default_suppressions()
{
    return "leak:libdbus-1\nleak:libX11\n";
}

namespace {

Picture noise(int width, int height, unsigned seed)
{
    Picture picture{width, height, std::vector<std::uint32_t>(static_cast<std::size_t>(width * height))};
    std::mt19937 random{seed};
    for (auto& pixel : picture.pixels)
        pixel = static_cast<std::uint32_t>(random()) & 0xffffff;
    return picture;
}

/// A display with a window manager, on it the plugin with a picture of 640×480.
struct Desk {
    Desk() : desktop{1280, 1024} { setenv("DISPLAY", desktop.name().c_str(), 1); }

    void open(Mode mode = Mode::control)
    {
        BOOST_REQUIRE_EQUAL(host.activate(), CORDEE_OK);
        host.greet(mode);
        host.show(picture);
        BOOST_REQUIRE(shows(picture));
    }

    [[nodiscard]] bool shows(const Picture& wanted, milliseconds deadline = 10s) const
    {
        return eventually(
            [&] {
                const auto where = desktop.look().newest_window();
                return where && desktop.look().part(*where) == wanted;
            },
            deadline);
    }
    [[nodiscard]] Looker::Rectangle window() const { return desktop.look().newest_window().value(); }
    /// Root coordinates of a point of the window.
    [[nodiscard]] std::vector<std::string> to(int x, int y) const
    {
        const auto where = window();
        return {"mousemove", std::to_string(where.x + x), std::to_string(where.y + y)};
    }
    void enter()
    {
        desktop.xdotool(to(100, 100));
        desktop.xdotool({"click", "1"});
        BOOST_REQUIRE(eventually([&] { return !host.input().empty(); }));
    }
    void type(const std::string& text)
    {
        host.forget_input();
        desktop.xdotool({"type", "--delay", "20", text});
        BOOST_TEST(eventually([&] { return host.typed() == text; }, 5s), host.typed()
                                                                             << " | " << host.keys());
    }
    /// For what the layout lacks xdotool changes the layout, again and again, and waits for nobody: on a busy
    /// machine every program can miss some of that, so there are several tries.
    void type_foreign(const std::string& text)
    {
        for (const char* delay : {"50", "200", "500"}) {
            host.forget_input();
            desktop.xdotool({"type", "--delay", delay, text});
            if (eventually([&] { return host.typed() == text; }, 1s))
                return;
        }
        BOOST_TEST(host.typed() == text);
    }
    /// What xdotool's keys become.
    std::string keys(const std::string& names)
    {
        host.forget_input();
        desktop.xdotool({"key", names});
        std::string before;
        (void)eventually(
            [&] { return !host.keys().empty() && std::exchange(before, host.keys()) == host.keys(); });
        return host.keys();
    }
    [[nodiscard]] std::string title() const
    {
        const std::map<std::string, std::string> environment{{"DISPLAY", desktop.name()},
                                                             {"LANG", "C.UTF-8"}};
        const auto found = run({"xdotool", {"xdotool", "search", "--name", "Cordée"}, environment, {}, {}});
        const auto said =
            run({"xprop", {"xprop", "-notype", "-id", found.out, "_NET_WM_NAME"}, environment, {}, {}});
        const auto from = said.out.find('"') + 1;
        return said.out.substr(from, said.out.rfind('"') - from);
    }

    Desktop desktop;
    FakeHost host;
    Picture picture{noise(640, 480, 1)};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(window, Desk)

BOOST_AUTO_TEST_CASE(the_picture_is_exact_and_so_is_what_changes_in_it)
{
    open();
    BOOST_TEST(title() == "Marie – Cordée (control)");
    const auto other = noise(640, 480, 2);
    for (int y = 100; y < 150; ++y)
        for (int x = 37; x < 400; ++x)
            picture.pixels[static_cast<std::size_t>(y * 640 + x)] = other.at(x, y);
    host.show(picture, {37, 100, 363, 50});
    BOOST_TEST(shows(picture));
    const auto smaller = noise(500, 333, 3);
    host.show(smaller);
    BOOST_TEST(shows(smaller));
    const auto said = host.control();
    BOOST_REQUIRE(!said.empty());
    BOOST_TEST((std::get<Hello>(said.front()).mode == Mode::control));
    for (const std::uint32_t number : {1u, 2u, 3u})
        BOOST_TEST(std::count(said.begin(), said.end(), ControlMessage{UpdateAck{number}}) == 1);
}

BOOST_AUTO_TEST_CASE(a_screen_that_is_too_large_is_scaled_to_fit_with_its_frame)
{
    BOOST_REQUIRE_EQUAL(host.activate(), CORDEE_OK);
    host.greet(Mode::control);
    host.show(noise(1280, 1024, 1));
    BOOST_TEST(eventually([&] {
        const auto where = desktop.look().newest_window();
        return where && where->width < 1280 && where->y > 0 && where->y + where->height < 1024;
    }));
    const auto where = window();
    BOOST_TEST(std::abs(where.width * 1024 - where.height * 1280) <= 1280);
}

BOOST_AUTO_TEST_CASE(text_arrives_whatever_layout_it_needs)
{
    open();
    enter();
    type("Hello, World! ~`@#$%^&*()_+{}|:\"<>?\\");
    type_foreign("été Œuvre àçñß €uro");
    type_foreign("Łódź жизнь αβγ 你好 ✓");
    type("line one\nline two\n");
}

BOOST_AUTO_TEST_CASE(a_french_keyboard_types_what_it_shows)
{
    run({"setxkbmap", {"setxkbmap", "fr"}, {{"DISPLAY", desktop.name()}}, {}, {}});
    open();
    enter();
    type("azerty AZERTY 1234 &é\"'(-è_çà)= @#{[|^]} €ù*");
    // Dead keys compose here, and AltGr is not Alt.
    host.forget_input();
    desktop.xdotool({"keydown", "ISO_Level3_Shift", "key", "space", "keyup", "ISO_Level3_Shift"});
    BOOST_TEST(eventually([&] { return host.keys().find("-20 ") != std::string::npos; }));
    BOOST_TEST(host.keys() == "+20 -20 ");
    host.forget_input();
    desktop.xdotool({"key", "dead_circumflex", "e"});
    BOOST_TEST(eventually([&] { return host.typed() == "ê"; }), host.typed() << host.keys());
}

BOOST_AUTO_TEST_CASE(shortcuts_and_keys_without_text_arrive_as_keys)
{
    open();
    enter();
    BOOST_TEST(keys("ctrl+c") == "+ffe3 +63 -ffe3 -63 ");
    BOOST_TEST(keys("ctrl+shift+t") == "+ffe3 +ffe1 +54 -ffe1 -ffe3 -54 ");
    BOOST_TEST(keys("Left") == "+ff51 -ff51 ");
    BOOST_TEST(keys("F5") == "+ffc2 -ffc2 ");
    BOOST_TEST(keys("KP_Enter") == "+ff8d -ff8d ");
    BOOST_TEST(keys("Return") == "+ff0d -ff0d ");
    BOOST_TEST(keys("XF86AudioMute") == "+1008ff12 -1008ff12 ");
    BOOST_TEST(keys("super+e") == "+ffeb +65 -ffeb -65 ");
    // The window manager would take these for itself.
    BOOST_TEST(keys("alt+Tab") == "+ffe9 +ff09 -ffe9 -ff09 ");
    BOOST_TEST(keys("alt+F4") == "+ffe9 +ffc1 -ffe9 -ffc1 ");
}

BOOST_AUTO_TEST_CASE(a_held_key_is_pressed_once_and_released_when_the_focus_goes)
{
    open();
    enter();
    host.forget_input();
    desktop.xdotool({"keydown", "ctrl", "keydown", "a", "mousedown", "1", "sleep", "0.8"});
    BOOST_TEST(host.keys() == "+ffe3 +61 ");
    desktop.start_terminal(); // takes the focus
    BOOST_TEST(eventually([&] {
        const auto said = host.input();
        return std::count(said.begin(), said.end(), InputMessage{ReleaseAll{}}) == 1;
    }));
    const auto said = host.input();
    for (const InputMessage& release :
         {InputMessage{Key{0xffe3, false}}, InputMessage{Key{'a', false}}, InputMessage{Button{1, false}}})
        BOOST_TEST(std::count(said.begin(), said.end(), release) == 1);
    host.forget_input();
    desktop.xdotool({"keyup", "a", "keyup", "ctrl", "mouseup", "1", "key", "x", "sleep", "0.2"});
    BOOST_TEST(host.keys().empty());
}

BOOST_AUTO_TEST_CASE(pointer_buttons_and_wheel_arrive_at_their_place)
{
    open();
    enter();
    host.forget_input();
    desktop.xdotool(to(320, 240));
    desktop.xdotool({"click", "3", "click", "4", "click", "9"});
    BOOST_TEST(eventually([&] {
        const auto said = host.input();
        return !said.empty() && said.back() == InputMessage{Button{9, false}};
    }));
    const auto said = host.input();
    const auto position = [&](const InputMessage& message) {
        return std::find(said.begin(), said.end(), message) - said.begin();
    };
    BOOST_TEST(position(PointerMove{{320, 240}}) < position(Button{3, true}));
    BOOST_TEST(position(Button{3, true}) < position(Button{3, false}));
    BOOST_TEST(position(Button{3, false}) < position(Wheel{0, kWheelNotch}));
    BOOST_TEST(position(Wheel{0, kWheelNotch}) < position(Button{9, true}));
}

BOOST_AUTO_TEST_CASE(a_viewer_sends_nothing_and_is_told_so)
{
    host.input_permitted = false;
    open(Mode::view);
    BOOST_TEST((std::get<Hello>(host.control().front()).mode == Mode::view));
    BOOST_TEST(title() == "Marie – Cordée (view only)");
    desktop.xdotool(to(100, 100));
    desktop.xdotool({"click", "1", "type", "nothing"});
    desktop.xdotool({"sleep", "0.3"});
    BOOST_TEST(host.input().empty());
    // The permission comes later: control is asked for, and granted.
    host.input_permitted = true;
    BOOST_TEST(
        eventually([&] { return host.control().back() == ControlMessage{ModeChange{Mode::control}}; }));
    host.say(ControlMessage{ModeChange{Mode::control}});
    BOOST_TEST(eventually([&] { return title() == "Marie – Cordée (control)"; }));
    type("now");
    host.input_permitted = false;
    BOOST_TEST(eventually([&] { return host.input().back() == InputMessage{ReleaseAll{}}; }));
    BOOST_TEST(shows(picture));
}

BOOST_AUTO_TEST_CASE(a_remote_pointer_that_moves_by_itself_is_seen_until_it_rests)
{
    open();
    host.say(ScreenMessage{PointerShape{0, {2, 1}, {0, 0}, {0xffff0000, 0x00000000}}});
    host.say(ScreenMessage{PointerPosition{{10, 10}}});
    host.say(ScreenMessage{PointerPosition{{300, 200}}});
    auto with_pointer = picture;
    with_pointer.pixels[200 * 640 + 300] = 0xff0000;
    BOOST_TEST(shows(with_pointer));
    BOOST_TEST(shows(picture));
}

BOOST_AUTO_TEST_CASE(a_restart_there_dims_the_picture_until_the_next)
{
    open();
    enter();
    desktop.xdotool({"keydown", "a"});
    BOOST_TEST(eventually([&] { return host.keys() == "+61 "; }));
    host.restart_peer();
    auto dimmed = picture;
    for (auto& pixel : dimmed.pixels)
        pixel = (pixel >> 1) & 0x7f7f7f;
    BOOST_TEST(shows(dimmed));
    BOOST_TEST(title() == "Marie – Cordée (reconnecting…)");
    BOOST_TEST(std::holds_alternative<Hello>(host.control().back()));
    host.forget_input();
    host.greet(Mode::control);
    host.show(picture);
    BOOST_TEST(shows(picture));
    desktop.xdotool({"keyup", "a", "sleep", "0.2"});
    BOOST_TEST(host.keys().empty());
}

BOOST_AUTO_TEST_CASE(closing_the_window_releases_and_ends_the_module)
{
    open();
    enter();
    desktop.xdotool({"keydown", "b"});
    BOOST_TEST(eventually([&] { return host.keys() == "+62 "; }));
    // Beside the window the window manager has its keys back.
    desktop.xdotool({"mousemove", "1", "1", "sleep", "0.5", "keyup", "b", "keydown", "b", "key", "alt+F4"});
    BOOST_TEST(eventually([&] { return host.finished.load(); }));
    BOOST_TEST((host.input().back() == InputMessage{ReleaseAll{}}));
    host.deactivate();
}

BOOST_AUTO_TEST_CASE(garbage_ends_the_module_with_an_explanation)
{
    open();
    host.receive(kScreenChannel, {1, 2, 3});
    BOOST_TEST(host.finished.load());
    BOOST_TEST(host.errors().find("protocol") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(without_a_display_it_says_what_to_do)
{
    for (const char* display : {"", ":4999"}) {
        setenv("DISPLAY", display, 1);
        unsetenv("WAYLAND_DISPLAY");
        FakeHost blind;
        BOOST_TEST(blind.activate() == CORDEE_FAILED);
        BOOST_TEST(blind.errors().find("DISPLAY=:0") != std::string::npos, blind.errors());
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(without_a_window_manager_typing_works_too)
{
    Process server{Launch{
        "Xvfb", {"Xvfb", "-displayfd", "1", "-screen", "0", "1024x768x24", "-noreset", "-ac"}, {}, {}, {}}};
    BOOST_REQUIRE(eventually([&] { return server.out().ends_with('\n'); }));
    const std::string name = ":" + server.out().substr(0, server.out().find('\n'));
    setenv("DISPLAY", name.c_str(), 1);
    FakeHost host;
    BOOST_REQUIRE_EQUAL(host.activate(), CORDEE_OK);
    host.greet(Mode::control);
    const auto picture = noise(1024, 768, 5);
    host.show(picture);
    const Looker looker{name};
    BOOST_TEST(eventually([&] { return looker.screen() == picture; }));
    const auto xdotool = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), "xdotool");
        BOOST_TEST(run({"xdotool", arguments, {{"DISPLAY", name}, {"LANG", "C.UTF-8"}}, {}, {}}).status == 0);
    };
    xdotool({"mousemove", "200", "200", "click", "1", "sleep", "0.2", "type", "--delay", "20", "Typed here"});
    BOOST_TEST(eventually([&] { return host.typed() == "Typed here"; }), host.typed());
    host.deactivate();
}
