// The controlled half against a real X server: what the other half sees is what is there.
#include "canvas.hpp"
#include "controlled/controlled.hpp"
#include "fake_host.hpp"
#include "protocol/decoder.hpp"
#include "xvfb.hpp"

#include <boost/test/unit_test.hpp>

#include <sys/mman.h>
#include <unistd.h>

using namespace cordee::remote;
using namespace cordee::remote::test;
using namespace std::chrono_literals;

namespace {

std::optional<SharedBytes> some_memory(std::size_t size)
{
    const int descriptor = memfd_create("screen", MFD_CLOEXEC);
    BOOST_REQUIRE(ftruncate(descriptor, static_cast<off_t>(size)) == 0);
    return SharedBytes{descriptor, [] {}};
}

/// The controlling half, reduced to what it must do.
class Viewer {
public:
    explicit Viewer(const std::string& display) : plugin{host.host(), display} { plugin.activate(); }
    ~Viewer() { plugin.deactivate(); }

    void say(const ControlMessage& message) { plugin.received(kControlChannel, encode(message)); }
    void type(const InputMessage& message) { plugin.received(kInputChannel, encode(message)); }
    void hello(Mode mode = Mode::control) { say(Hello{kProtocolVersion, mode, UpdateDecoder::encodings()}); }

    /// Takes one message, and acknowledges it when it is an update; false when none comes.
    bool take(std::chrono::milliseconds within = 10s)
    {
        const auto sent = host.next(within);
        if (!sent)
            return false;
        if (sent->channel == kControlChannel) {
            const auto decoded = decode_control(sent->bytes);
            BOOST_REQUIRE(decoded.status == DecodeStatus::ok);
            control.push_back(*decoded.message);
            return true;
        }
        BOOST_REQUIRE(sent->channel == kScreenChannel);
        const auto decoded = decode_screen(sent->bytes);
        BOOST_REQUIRE(decoded.status == DecodeStatus::ok);
        if (const auto* update = std::get_if<Update>(&*decoded.message)) {
            BOOST_REQUIRE(decoder.apply(*update));
            bytes += sent->bytes.size();
            numbers.push_back(update->number);
            if (acknowledges)
                say(UpdateAck{update->number});
        } else if (const auto* shape = std::get_if<PointerShape>(&*decoded.message)) {
            shapes.push_back(*shape);
        } else if (const auto* position = std::get_if<PointerPosition>(&*decoded.message)) {
            pointer = position->at;
        }
        return true;
    }

    /// Takes messages until the picture is what is on the screen.
    bool settles(Canvas& canvas)
    {
        const auto end = std::chrono::steady_clock::now() + 15s;
        while (decoder.picture() != canvas.screen()) {
            if (std::chrono::steady_clock::now() > end)
                return false;
            take(50ms);
        }
        return true;
    }

    template <class Done>
    bool take_until(Done done)
    {
        const auto end = std::chrono::steady_clock::now() + 15s;
        while (!done()) {
            if (std::chrono::steady_clock::now() > end)
                return false;
            take(50ms);
        }
        return true;
    }

    template <class Message>
    const Message* last() const
    {
        for (auto message = control.rbegin(); message != control.rend(); ++message)
            if (const auto* found = std::get_if<Message>(&*message))
                return found;
        return nullptr;
    }

    FakeHost host;
    Controlled plugin;
    UpdateDecoder decoder;
    std::vector<ControlMessage> control;
    std::vector<PointerShape> shapes;
    std::vector<std::uint32_t> numbers;
    Point pointer{};
    std::size_t bytes = 0;
    bool acknowledges = true;
};

} // namespace

BOOST_AUTO_TEST_CASE(the_picture_equals_the_screen)
{
    Xvfb server{"1024x768"};
    Canvas canvas{server.name(), {100, 80, 640, 480}};
    canvas.noise({0, 0, 300, 200}, 1);
    Viewer viewer{server.name()};
    viewer.hello();
    BOOST_TEST(viewer.settles(canvas));
    BOOST_REQUIRE(viewer.last<Hello>() != nullptr);
    BOOST_TEST((viewer.last<Hello>()->mode == Mode::control));
    BOOST_TEST((viewer.last<ScreenLayout>()->size == Size{1024, 768}));
    for (unsigned round = 0; round < 20; ++round) {
        const auto shift = static_cast<std::uint16_t>(round * 7);
        canvas.fill({shift, shift, 200, 100}, round * 0x30507);
        canvas.noise({static_cast<std::uint16_t>(300 - shift), shift, 30, 20}, round);
        BOOST_TEST(viewer.settles(canvas));
    }
}

BOOST_AUTO_TEST_CASE(both_ways_of_capture_give_the_same)
{
    Xvfb server{"500x300"};
    Canvas canvas{server.name(), {10, 10, 400, 200}};
    canvas.noise({3, 3, 300, 100}, 4);
    for (const bool share : {true, false}) {
        Display display{server.name()};
        Capture capture{display, share ? MemorySource{&some_memory} : MemorySource{}};
        BOOST_TEST(capture.resize());
        BOOST_TEST(capture.shares_memory() == share);
        TileSet all{capture.size()};
        all.add_all();
        BOOST_TEST(capture.grab(all));
        BOOST_TEST((capture.picture() == canvas.screen()));
    }
}

BOOST_AUTO_TEST_CASE(scrolling_is_small)
{
    Xvfb server{"1024x768"};
    Canvas canvas{server.name(), {33, 47, 700, 600}};
    canvas.noise({0, 0, 700, 600}, 9);
    Viewer viewer{server.name()};
    viewer.hello();
    BOOST_REQUIRE(viewer.settles(canvas));
    const auto before = viewer.bytes;
    BOOST_TEST(before > 1'000'000u);
    canvas.scroll(16);
    BOOST_TEST(viewer.settles(canvas));
    BOOST_TEST(viewer.bytes - before < 2000u);
}

BOOST_AUTO_TEST_CASE(a_typed_character_is_small)
{
    Xvfb server{"1920x1080"};
    Canvas canvas{server.name(), {0, 0, 1900, 1000}};
    Viewer viewer{server.name()};
    viewer.hello();
    BOOST_REQUIRE(viewer.settles(canvas));
    const auto before = viewer.bytes;
    canvas.fill({700, 500, 6, 13}, 0xffffff);
    BOOST_TEST(viewer.settles(canvas));
    BOOST_TEST(viewer.bytes - before < 100u);
}

BOOST_AUTO_TEST_CASE(a_slow_path_gets_the_newest_screen_and_no_backlog)
{
    Xvfb server{"800x600"};
    Canvas canvas{server.name(), {0, 0, 800, 600}};
    Viewer viewer{server.name()};
    viewer.acknowledges = false;
    viewer.hello();
    for (unsigned round = 0; round < 100; ++round) {
        canvas.fill({0, 0, 800, 600}, round * 0x10203);
        viewer.take(20ms);
    }
    while (viewer.take(300ms)) {
    }
    BOOST_TEST(viewer.numbers.size() <= 2u);
    viewer.acknowledges = true;
    for (const auto number : std::vector{viewer.numbers})
        viewer.say(UpdateAck{number});
    BOOST_TEST_CONTEXT(viewer.numbers.size() << " updates, " << viewer.control.size() << " control messages")
    BOOST_TEST(viewer.settles(canvas));
    BOOST_TEST(viewer.numbers.size() <= 5u);
}

BOOST_AUTO_TEST_CASE(a_full_queue_is_waited_for)
{
    Xvfb server{"800x600"};
    Canvas canvas{server.name(), {0, 0, 800, 600}};
    Viewer viewer{server.name()};
    viewer.hello();
    BOOST_REQUIRE(viewer.settles(canvas));
    viewer.host.full = true;
    for (unsigned round = 0; round < 30; ++round)
        canvas.fill({0, 0, 800, 600}, round * 0x10203);
    while (viewer.take(200ms)) {
    }
    const auto before = viewer.numbers.size();
    viewer.host.full = false;
    viewer.plugin.writable();
    BOOST_TEST(viewer.settles(canvas));
    BOOST_TEST(viewer.numbers.size() - before <= 3u);
}

BOOST_AUTO_TEST_CASE(the_screen_changes_its_size_while_it_is_shown)
{
    Xvfb server{"1024x768"};
    Canvas canvas{server.name(), {0, 0, 600, 300}};
    canvas.noise({0, 0, 100, 100}, 2);
    Viewer viewer{server.name()};
    viewer.hello();
    BOOST_REQUIRE(viewer.settles(canvas));
    const Size sizes[] = {{800, 600}, {640, 480}, {333, 701}, {1024, 768}};
    for (const auto& size : sizes) {
        const auto width = std::to_string(size.width), height = std::to_string(size.height);
        const auto name = "test" + width;
        const auto lines = ' ' + width + ' ' + width + ' ' + width + ' ' + width + ' ' + height + ' ' +
                           height + ' ' + height + ' ' + height;
        server.run("xrandr", "--newmode " + name + " 40" + lines);
        server.run("xrandr", "--addmode screen " + name);
        server.run("xrandr", "--output screen --mode " + name);
        BOOST_REQUIRE((canvas.size() == size));
        BOOST_TEST(viewer.settles(canvas), name);
        BOOST_TEST((viewer.last<ScreenLayout>()->size == size));
        canvas.fill({5, 5, 50, 60}, 0x77 + size.width);
        BOOST_TEST(viewer.settles(canvas), name);
    }
}

BOOST_AUTO_TEST_CASE(a_refresh_and_another_hello_bring_everything_again)
{
    Xvfb server{"640x480"};
    Canvas canvas{server.name(), {0, 0, 600, 300}};
    canvas.noise({0, 0, 100, 100}, 2);
    Viewer viewer{server.name()};
    viewer.hello();
    BOOST_REQUIRE(viewer.settles(canvas));
    viewer.decoder.reset();
    viewer.say(RefreshRequest{});
    BOOST_TEST(viewer.settles(canvas));
    viewer.plugin.peer_restarted();
    viewer.decoder.reset();
    BOOST_TEST(!viewer.take(200ms));
    canvas.fill({5, 5, 50, 60}, 0x77);
    BOOST_TEST(!viewer.take(200ms));
    viewer.hello(Mode::view);
    BOOST_TEST(viewer.settles(canvas));
    BOOST_TEST((viewer.last<Hello>()->mode == Mode::view));
}

BOOST_AUTO_TEST_CASE(a_peer_that_decodes_only_raw_gets_raw)
{
    Xvfb server{"640x480"};
    Canvas canvas{server.name(), {0, 0, 600, 300}};
    canvas.noise({0, 0, 100, 100}, 2);
    Viewer viewer{server.name()};
    viewer.say(Hello{kProtocolVersion, Mode::view, {static_cast<std::uint8_t>(Encoding::raw)}});
    BOOST_TEST(viewer.settles(canvas));
}

BOOST_AUTO_TEST_CASE(the_pointer_is_told_apart_from_the_picture)
{
    Xvfb server{"640x480"};
    Canvas canvas{server.name(), {0, 0, 600, 300}};
    Viewer viewer{server.name()};
    viewer.hello();
    BOOST_REQUIRE(viewer.settles(canvas));
    BOOST_TEST(viewer.take_until([&] { return !viewer.shapes.empty(); }));
    canvas.pointer({31, 47});
    BOOST_TEST(viewer.take_until([&] { return viewer.pointer == Point{31, 47}; }));
    BOOST_TEST(viewer.settles(canvas));
    viewer.type(PointerMove{{301, 202}});
    BOOST_TEST(viewer.take_until([&] { return viewer.pointer == Point{301, 202}; }));
}

BOOST_AUTO_TEST_CASE(input_needs_the_permission_at_every_event)
{
    Xvfb server{"640x480"};
    Viewer viewer{server.name()};
    viewer.hello();
    viewer.type(PointerMove{{10, 11}});
    BOOST_TEST(viewer.take_until([&] { return viewer.pointer == Point{10, 11}; }));
    viewer.host.input = false;
    viewer.type(PointerMove{{20, 21}});
    viewer.type(PointerMove{{30, 31}});
    BOOST_TEST(viewer.take_until([&] { return viewer.last<Notice>() != nullptr; }));
    BOOST_TEST((viewer.last<Notice>()->kind == NoticeKind::input_refused));
    BOOST_TEST((viewer.last<ModeChange>()->mode == Mode::view));
    while (viewer.take(100ms)) {
    }
    BOOST_TEST((viewer.pointer == Point{10, 11}));
    BOOST_TEST(std::count_if(viewer.control.begin(), viewer.control.end(),
                             [](const auto& one) { return std::holds_alternative<Notice>(one); }) == 1);
    viewer.host.input = true;
    viewer.type(PointerMove{{40, 41}});
    BOOST_TEST(viewer.take_until([&] { return viewer.pointer == Point{40, 41}; }));
}

BOOST_AUTO_TEST_CASE(a_permission_to_view_that_ends_ends_the_screen)
{
    Xvfb server{"640x480"};
    Canvas canvas{server.name(), {0, 0, 600, 300}};
    Viewer viewer{server.name()};
    viewer.hello();
    BOOST_REQUIRE(viewer.settles(canvas));
    viewer.host.view = false;
    canvas.fill({5, 5, 50, 60}, 0x77);
    BOOST_TEST(viewer.take_until([&] { return viewer.last<End>() != nullptr; }));
    BOOST_TEST(viewer.take_until([&] { return viewer.host.finished(); }));
    const auto before = viewer.numbers.size();
    canvas.fill({5, 5, 50, 60}, 0x99);
    while (viewer.take(100ms)) {
    }
    BOOST_TEST(viewer.numbers.size() - before <= 1u);
}

BOOST_AUTO_TEST_CASE(viewing_takes_no_input)
{
    Xvfb server{"640x480"};
    Viewer viewer{server.name()};
    viewer.hello(Mode::view);
    viewer.type(PointerMove{{20, 21}});
    BOOST_TEST(viewer.take_until([&] { return viewer.last<Notice>() != nullptr; }));
    while (viewer.take(100ms)) {
    }
    BOOST_TEST((viewer.pointer != Point{20, 21}));
    viewer.say(ModeChange{Mode::control});
    viewer.type(PointerMove{{20, 21}});
    BOOST_TEST(viewer.take_until([&] { return viewer.pointer == Point{20, 21}; }));
}

BOOST_AUTO_TEST_CASE(a_peer_that_breaks_the_protocol_is_left)
{
    Xvfb server{"640x480"};
    const std::pair<std::uint16_t, Bytes> hostile[] = {{kControlChannel, {1}},
                                                       {kInputChannel, {2, 99, 1}},
                                                       {kScreenChannel, {1}},
                                                       {kControlChannel, {4, 1, 2, 3, 4}},
                                                       {kControlChannel, {4, 0, 0, 0, 9}},
                                                       {77, {}}};
    for (const auto& [channel, bytes] : hostile) {
        Viewer viewer{server.name()};
        if (bytes.size() > 1)
            viewer.hello();
        viewer.plugin.received(channel, bytes);
        BOOST_TEST(viewer.take_until([&] { return viewer.last<End>() != nullptr; }));
        BOOST_TEST(viewer.take_until([&] { return viewer.host.finished(); }));
        BOOST_TEST(viewer.host.errors().find("protocole") != std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(an_x_server_that_ends_is_told_to_both)
{
    Xvfb server{"640x480"};
    Viewer viewer{server.name()};
    viewer.hello();
    viewer.take();
    server.kill();
    BOOST_TEST(viewer.take_until([&] { return viewer.last<End>() != nullptr; }));
    BOOST_TEST((viewer.last<End>()->kind == NoticeKind::screen_lost));
    BOOST_TEST(viewer.take_until([&] { return viewer.host.finished(); }));
    BOOST_TEST(viewer.host.errors().find("serveur X") != std::string::npos);
    viewer.type(Key{'a', true});
}

BOOST_AUTO_TEST_CASE(without_a_display_the_person_is_told_what_to_do)
{
    FakeHost host;
    Controlled plugin{host.host(), ":4321"};
    try {
        plugin.activate();
        BOOST_ERROR("it started");
    } catch (const std::exception& error) {
        const std::string text = error.what();
        BOOST_TEST(text.find(":4321") != std::string::npos);
        BOOST_TEST(text.find("DISPLAY=:0") != std::string::npos);
    }
    plugin.deactivate();
}
