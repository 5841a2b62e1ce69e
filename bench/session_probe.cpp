#include "bench/session_probe.hpp"

#include <xcb/xcb.h>
#include <xcb/xtest.h>

#include <cstdlib>
#include <stdexcept>

namespace cordee::bench {

namespace {

int channel_distance(std::uint32_t one, std::uint32_t other, int shift)
{
    return std::abs(static_cast<int>(one >> shift & 0xff) - static_cast<int>(other >> shift & 0xff));
}

} // namespace

bool alike(const test::Picture& one, const test::Picture& other)
{
    if (one.pixels.empty() || one.width != other.width || one.height != other.height)
        return false;
    std::size_t far = 0;
    for (std::size_t i = 0; i < one.pixels.size(); ++i)
        for (const int shift : {0, 8, 16})
            if (channel_distance(one.pixels[i], other.pixels[i], shift) > 24) {
                ++far;
                break;
            }
    return far * 100 < one.pixels.size();
}

void Probe::Close::operator()(xcb_connection_t* connection) const
{
    xcb_disconnect(connection);
}

Probe::Probe(const std::string& display)
    : looker_{display}, connection_{xcb_connect(display.c_str(), nullptr)}
{
    if (xcb_connection_has_error(connection_.get()))
        throw std::runtime_error{"no display " + display};
    root_ = xcb_setup_roots_iterator(xcb_get_setup(connection_.get())).data->root;
}

void Probe::fake(std::uint8_t type, std::uint8_t detail, int x, int y)
{
    xcb_test_fake_input(connection_.get(), type, detail, XCB_CURRENT_TIME, root_,
                        static_cast<std::int16_t>(x), static_cast<std::int16_t>(y), 0);
}

void Probe::click(int x, int y)
{
    fake(XCB_MOTION_NOTIFY, 0, x, y);
    fake(XCB_BUTTON_PRESS, 1);
    fake(XCB_BUTTON_RELEASE, 1);
    xcb_flush(connection_.get());
}

std::uint8_t Probe::keycode_of(std::uint32_t keysym) const
{
    const auto* setup = xcb_get_setup(connection_.get());
    const auto count = static_cast<std::uint8_t>(setup->max_keycode - setup->min_keycode + 1);
    auto* reply = xcb_get_keyboard_mapping_reply(
        connection_.get(), xcb_get_keyboard_mapping(connection_.get(), setup->min_keycode, count), nullptr);
    if (reply == nullptr)
        throw std::runtime_error{"the display has no keyboard"};
    const std::unique_ptr<void, decltype(&std::free)> owner{reply, &std::free};
    const auto* keysyms = xcb_get_keyboard_mapping_keysyms(reply);
    for (int i = 0; i < count; ++i)
        if (keysyms[i * reply->keysyms_per_keycode] == keysym)
            return static_cast<std::uint8_t>(setup->min_keycode + i);
    throw std::runtime_error{"the layout has no such key"};
}

std::optional<Duration> Probe::key_to_picture(std::uint32_t keysym, const test::Looker::Rectangle& where)
{
    using Clock = std::chrono::steady_clock;
    const auto keycode = keycode_of(keysym);
    const auto before = looker_.part(where);
    const auto began = Clock::now();
    fake(XCB_KEY_PRESS, keycode);
    fake(XCB_KEY_RELEASE, keycode);
    xcb_flush(connection_.get());
    while (Clock::now() - began < std::chrono::seconds{1})
        if (looker_.part(where) != before)
            return Clock::now() - began;
    return std::nullopt;
}

} // namespace cordee::bench
