#include "protocol/messages.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

using namespace cordee::remote;

namespace {

template <class Message, class One>
void comes_back(Decoded<Message> (*decode)(View), const One& one)
{
    const Bytes bytes = encode(Message{one});
    const auto decoded = decode(bytes);
    BOOST_REQUIRE(decoded.status == DecodeStatus::ok);
    BOOST_TEST((std::get<One>(*decoded.message) == one));
    // Every message that was cut short is refused, or it is another, shorter one.
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        const auto cut = decode(View{bytes}.first(size));
        if (cut.status == DecodeStatus::ok)
            BOOST_TEST(encode(*cut.message).size() == size);
    }
}

DecodeStatus input(const Bytes& bytes)
{
    return decode_input(bytes).status;
}
DecodeStatus control(const Bytes& bytes)
{
    return decode_control(bytes).status;
}
DecodeStatus screen(const Bytes& bytes)
{
    return decode_screen(bytes).status;
}

} // namespace

BOOST_AUTO_TEST_CASE(control_messages_come_back)
{
    comes_back<ControlMessage>(decode_control, Hello{1, Mode::control, {1, 2, 3, 200}});
    comes_back<ControlMessage>(decode_control, ModeChange{Mode::view});
    comes_back<ControlMessage>(decode_control,
                               ScreenLayout{{1920, 1080}, {{0, 0, 960, 1080}, {960, 0, 960, 1080}}});
    comes_back<ControlMessage>(decode_control, UpdateAck{0xfedcba98});
    comes_back<ControlMessage>(decode_control, RefreshRequest{});
    comes_back<ControlMessage>(decode_control, Notice{NoticeKind::input_refused, "é"});
    comes_back<ControlMessage>(decode_control, End{NoticeKind::screen_lost, ""});
}

BOOST_AUTO_TEST_CASE(input_messages_come_back)
{
    comes_back<InputMessage>(decode_input, PointerMove{{1, 65535}});
    comes_back<InputMessage>(decode_input, Button{9, true});
    comes_back<InputMessage>(decode_input, Wheel{-120, 240});
    comes_back<InputMessage>(decode_input, Key{0x01000151, false});
    comes_back<InputMessage>(decode_input, Text{"é€@𝄞"});
    comes_back<InputMessage>(decode_input, ReleaseAll{});
}

BOOST_AUTO_TEST_CASE(pointer_messages_come_back)
{
    comes_back<ScreenMessage>(decode_screen, PointerShape{5, {2, 1}, {1, 0}, {0xff102030, 0}});
    comes_back<ScreenMessage>(decode_screen, PointerShape{0, {}, {}, {}});
    comes_back<ScreenMessage>(decode_screen, PointerUse{63});
    comes_back<ScreenMessage>(decode_screen, PointerPosition{{7, 8}});
}

BOOST_AUTO_TEST_CASE(an_update_comes_back)
{
    const Bytes data{1, 2, 3};
    const auto bytes =
        encode(ScreenMessage{Update{9, {64, 32}, true, {{{1, 2, 3, 4}, 1, data}, {{0, 0, 64, 32}, 77, {}}}}});
    const auto decoded = decode_screen(bytes);
    BOOST_REQUIRE(decoded.status == DecodeStatus::ok);
    const auto& update = std::get<Update>(*decoded.message);
    BOOST_TEST(update.number == 9u);
    BOOST_TEST(update.more);
    BOOST_TEST((update.size == Size{64, 32}));
    BOOST_REQUIRE(update.rects.size() == 2u);
    BOOST_TEST((update.rects[0].area == Rect{1, 2, 3, 4}));
    BOOST_TEST(update.rects[0].data.size() == 3u);
    BOOST_TEST(update.rects[1].encoding == 77);
    for (std::size_t size = 0; size < bytes.size(); ++size)
        BOOST_TEST((decode_screen(View{bytes}.first(size)).status == DecodeStatus::malformed));
}

BOOST_AUTO_TEST_CASE(unknown_types_are_told_apart_from_broken_messages)
{
    BOOST_TEST((input({7, 1, 2}) == DecodeStatus::unknown));
    BOOST_TEST((control({255}) == DecodeStatus::unknown));
    BOOST_TEST((screen({9}) == DecodeStatus::unknown));
    BOOST_TEST((screen({}) == DecodeStatus::malformed));
    BOOST_TEST((screen({0}) == DecodeStatus::malformed));
}

BOOST_AUTO_TEST_CASE(values_out_of_range_are_refused)
{
    BOOST_TEST((input({2, 4, 1}) == DecodeStatus::malformed));          // the wheel as a button
    BOOST_TEST((input({2, 10, 1}) == DecodeStatus::malformed));         // no such button
    BOOST_TEST((input({2, 1, 2}) == DecodeStatus::malformed));          // neither up nor down
    BOOST_TEST((input({4, 0, 0, 0, 0, 1}) == DecodeStatus::malformed)); // no keysym
    BOOST_TEST((input({5}) == DecodeStatus::malformed));                // no text
    BOOST_TEST((input({5, 0xc3}) == DecodeStatus::malformed));          // half a character
    BOOST_TEST((input(Bytes(kMaxText + 2, 5)) == DecodeStatus::malformed));
    BOOST_TEST((input({6, 0}) == DecodeStatus::malformed));                 // something left over
    BOOST_TEST((control({1, 0, 0, 1, 0}) == DecodeStatus::malformed));      // version 0
    BOOST_TEST((control({2, 2}) == DecodeStatus::malformed));               // no such mode
    BOOST_TEST((control({3, 0, 0, 0, 9, 0}) == DecodeStatus::malformed));   // no width
    BOOST_TEST((control({3, 64, 1, 0, 9, 0}) == DecodeStatus::malformed));  // too wide
    BOOST_TEST((control({3, 64, 0, 64, 0, 0}) == DecodeStatus::malformed)); // too many pixels
    BOOST_TEST((control({3, 0, 9, 0, 9, 1, 0, 0, 0, 0, 0, 10, 0, 1}) == DecodeStatus::malformed)); // outside
    BOOST_TEST((screen({2, 64, 0, 0, 0, 0, 0, 0, 0, 0}) == DecodeStatus::malformed)); // no such number
    BOOST_TEST((screen({2, 0, 0, 1, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0}) == DecodeStatus::malformed)); // hotspot
    BOOST_TEST((screen({2, 0, 2, 1, 2, 1, 0, 0, 0, 0}) == DecodeStatus::malformed));             // too large
    BOOST_TEST(
        (screen({1, 0, 0, 0, 1, 0, 9, 0, 9, 0, 255, 255}) == DecodeStatus::malformed)); // no rectangles
}

BOOST_AUTO_TEST_CASE(a_later_hello_is_understood)
{
    const auto decoded = decode_control(Bytes{1, 0, 2, 1, 1, 3, 99, 98});
    BOOST_REQUIRE(decoded.status == DecodeStatus::ok);
    BOOST_TEST((std::get<Hello>(*decoded.message) == Hello{2, Mode::control, {3}}));
}

BOOST_AUTO_TEST_CASE(a_long_notice_is_cut_between_characters)
{
    std::string text(kMaxNotice - 1, 'a');
    text += "éé";
    const auto decoded = decode_control(encode(ControlMessage{Notice{NoticeKind::information, text}}));
    BOOST_REQUIRE(decoded.status == DecodeStatus::ok);
    BOOST_TEST(std::get<Notice>(*decoded.message).text == text.substr(0, kMaxNotice - 1));
}

BOOST_AUTO_TEST_CASE(random_bytes_do_no_harm)
{
    std::mt19937 random{11};
    for (int round = 0; round < 20000; ++round) {
        Bytes bytes(random() % 64);
        for (auto& byte : bytes)
            byte = static_cast<std::uint8_t>(random() % 3 ? random() % 8 : random());
        decode_control(bytes);
        decode_input(bytes);
        decode_screen(bytes);
    }
}
