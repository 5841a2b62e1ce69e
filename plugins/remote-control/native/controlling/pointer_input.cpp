#include "controlling/pointer_input.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace cordee::remote {
namespace {

/// Takes the whole units of the wheel out of what has gathered.
std::int16_t take_units(float& notches)
{
    const float units = std::clamp(std::trunc(notches * kWheelNotch), -32767.0f, 32767.0f);
    notches = std::clamp(notches - units / kWheelNotch, -1.0f, 1.0f);
    return static_cast<std::int16_t>(units);
}

} // namespace

void PointerInput::moved(Point at, Time now)
{
    waiting_ = at;
    tick(now);
}

void PointerInput::button(std::uint8_t number, bool down, Point at, Time now)
{
    if (!down && held_.erase(number) == 0)
        return;
    if (down)
        held_.insert(number);
    waiting_ = at;
    send_motion(now);
    sink_.send(Button{number, down});
}

void PointerInput::wheel(float x, float y, Point at, Time now)
{
    wheel_x_ += x;
    wheel_y_ += y;
    const Wheel turned{take_units(wheel_x_), take_units(wheel_y_)};
    if (turned == Wheel{})
        return;
    waiting_ = at;
    send_motion(now);
    sink_.send(turned);
}

void PointerInput::tick(Time now)
{
    if (waiting_ && now - last_sent_ >= kPace && !sink_.blocked())
        send_motion(now);
}

std::optional<PointerInput::Time> PointerInput::due() const
{
    if (!waiting_)
        return std::nullopt;
    return last_sent_ + kPace;
}

void PointerInput::release_all()
{
    for (const std::uint8_t number : std::exchange(held_, {}))
        sink_.send(Button{number, false});
    forget();
}

void PointerInput::forget()
{
    held_.clear();
    waiting_.reset();
    wheel_x_ = wheel_y_ = 0;
}

bool PointerInput::sent_lately(Point at) const
{
    return std::find(sent_.begin(), sent_.end(), std::optional{at}) != sent_.end();
}

void PointerInput::send_motion(Time now)
{
    const auto at = std::exchange(waiting_, std::nullopt);
    if (!at)
        return;
    last_sent_ = now;
    sent_[next_sent_] = *at;
    next_sent_ = (next_sent_ + 1) % sent_.size();
    sink_.send(PointerMove{*at});
}

} // namespace cordee::remote
