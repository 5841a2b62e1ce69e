#include "controlled/input/input_sink.hpp"

#include <xcb/xtest.h>

#include <algorithm>

namespace cordee::remote {
namespace {

// The wheel, as X knows it.
constexpr std::uint8_t kUp = 4;
constexpr std::uint8_t kDown = 5;
constexpr std::uint8_t kLeft = 6;
constexpr std::uint8_t kRight = 7;
/// One message turns the wheel by so many notches at most.
constexpr std::int32_t kMostNotches = 40;

} // namespace

InputSink::InputSink(const std::string& display) : display_{display}, keyboard_{display_}, typist_{keyboard_}
{
    keyboard_.release_leftovers();
}

InputSink::~InputSink()
{
    release_all();
    settle();
}

void InputSink::apply(const InputMessage& message)
{
    std::visit([this](const auto& one) { apply_one(one); }, message);
    display_.flush();
}

void InputSink::release_all()
{
    typist_.release_all();
    while (!buttons_.empty())
        button(*buttons_.begin(), false);
    wheel_x_ = wheel_y_ = 0;
    display_.flush();
}

void InputSink::apply_one(const PointerMove& move)
{
    const auto place = [](std::uint16_t value) {
        return static_cast<std::int16_t>(std::min<int>(value, 32767));
    };
    xcb_test_fake_input(display_.get(), XCB_MOTION_NOTIFY, 0, XCB_CURRENT_TIME, display_.root(),
                        place(move.at.x), place(move.at.y), 0);
}

void InputSink::apply_one(const Button& one)
{
    button(one.button, one.down);
}

void InputSink::button(std::uint8_t number, bool down)
{
    const bool changed = down ? buttons_.insert(number).second : buttons_.erase(number) > 0;
    if (changed)
        xcb_test_fake_input(display_.get(), down ? XCB_BUTTON_PRESS : XCB_BUTTON_RELEASE, number,
                            XCB_CURRENT_TIME, XCB_NONE, 0, 0, 0);
}

void InputSink::apply_one(const Wheel& wheel)
{
    turn_wheel(wheel_x_, wheel.x, kRight, kLeft);
    turn_wheel(wheel_y_, wheel.y, kUp, kDown);
}

void InputSink::turn_wheel(std::int32_t& pending, std::int16_t by, std::uint8_t forward, std::uint8_t back)
{
    if (by == 0)
        return;
    // A finer wheel than X knows adds up to notches; a change of direction starts anew.
    if ((pending > 0) != (by > 0))
        pending = 0;
    pending += by;
    const std::int32_t notches = std::clamp(pending / kWheelNotch, -kMostNotches, kMostNotches);
    pending %= kWheelNotch;
    for (std::int32_t i = 0; i < std::abs(notches); ++i) {
        const auto number = notches > 0 ? forward : back;
        xcb_test_fake_input(display_.get(), XCB_BUTTON_PRESS, number, XCB_CURRENT_TIME, XCB_NONE, 0, 0, 0);
        xcb_test_fake_input(display_.get(), XCB_BUTTON_RELEASE, number, XCB_CURRENT_TIME, XCB_NONE, 0, 0, 0);
    }
}

} // namespace cordee::remote
