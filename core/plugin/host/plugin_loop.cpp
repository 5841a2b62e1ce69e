#include "core/plugin/host/plugin_loop.hpp"

#include <algorithm>
#include <array>
#include <poll.h>

namespace cordee::plugin::host {
namespace {

using Time = std::chrono::steady_clock::time_point;

std::optional<Time> earlier(std::optional<Time> one, std::optional<Time> other)
{
    if (one && other)
        return std::min(*one, *other);
    return one ? one : other;
}

timespec span_until(Time due, Time now)
{
    const auto left = std::max(std::chrono::nanoseconds{due - now}, std::chrono::nanoseconds{0});
    constexpr std::chrono::nanoseconds::rep second = 1'000'000'000;
    return {left.count() / second, left.count() % second};
}

} // namespace

bool PluginLoop::run()
{
    for (;;) {
        do_what_is_due();
        progress();
        if (!wait())
            continue;
        const auto frame = object_.core().read();
        if (!frame)
            return false;
        if (!handle(*frame))
            return true;
        progress();
    }
}

/// What is due now, and not what becomes due meanwhile: a timer of 0 milliseconds that starts itself anew
/// must not keep the core's frames waiting.
void PluginLoop::do_what_is_due()
{
    const auto now = Clock::now();
    for (auto timer = object_.timers().take_due(now); timer; timer = object_.timers().take_due(now))
        plugin_.expired(*timer);
    object_.tasks().send_due(now);
}

bool PluginLoop::wait()
{
    std::array<pollfd, 2> watched{pollfd{object_.core().descriptor(), POLLIN, 0},
                                  pollfd{object_.wake().descriptor(), POLLIN, 0}};
    const auto due = earlier(object_.timers().next(), object_.tasks().next());
    const auto span = due ? span_until(*due, Clock::now()) : timespec{};
    if (ppoll(watched.data(), watched.size(), due ? &span : nullptr, nullptr) < 0)
        return false;
    if (watched[1].revents != 0)
        object_.wake().clear();
    return watched[0].revents != 0;
}

void PluginLoop::progress()
{
    constexpr std::chrono::milliseconds kInterval{200};
    const auto now = Clock::now();
    if (now - last_progress_ < kInterval)
        return;
    last_progress_ = now;
    object_.core().write(FrameType::progress);
}

/// False: stop was asked, or the frame makes no sense.
bool PluginLoop::handle(const Frame& frame)
{
    switch (frame.header.type) {
    case FrameType::message:
        plugin_.received(frame.header.channel, frame.payload.data(), frame.payload.size());
        return true;
    case FrameType::placed:
        return placed(frame);
    case FrameType::credit:
        return credit(frame);
    case FrameType::permissions: {
        const auto names = decode_names(frame.payload);
        if (names)
            object_.permissions(*names);
        return names.has_value();
    }
    case FrameType::peer_restarted:
        object_.core().write(FrameType::peer_noted);
        plugin_.peer_restarted();
        return true;
    case FrameType::rate: {
        const auto rate = decode_rate(frame.payload);
        if (rate)
            plugin_.rate_changed(*rate);
        return rate.has_value();
    }
    case FrameType::ping:
        return object_.core().write(FrameType::pong);
    default:
        return handle_event(frame);
    }
}

bool PluginLoop::handle_event(const Frame& frame)
{
    switch (frame.header.type) {
    case FrameType::typed:
        plugin_.typed(as_text(frame.payload));
        return true;
    case FrameType::dropped: {
        const auto names = decode_names(frame.payload);
        if (names)
            plugin_.dropped(*names);
        return names.has_value();
    }
    case FrameType::answered: {
        const auto answer = decode_answered(frame.payload);
        if (answer)
            answered(*answer);
        return answer.has_value();
    }
    case FrameType::settings: {
        auto values = decode_settings(frame.payload);
        if (!values)
            return false;
        object_.settings(std::move(*values));
        plugin_.settings_changed();
        return true;
    }
    case FrameType::begin: {
        const auto wish = decode_wish(frame.payload);
        if (wish)
            begin(*wish);
        return wish.has_value();
    }
    case FrameType::act: {
        const auto task = decode_credit(frame.payload);
        if (task)
            plugin_.act(*task, static_cast<cordee_task_wish>(frame.header.channel));
        return task.has_value();
    }
    default:
        return false;
    }
}

bool PluginLoop::placed(const Frame& frame)
{
    const auto message = object_.core().placed(frame.payload);
    if (!message)
        return false;
    plugin_.received(frame.header.channel, message->data(), message->size());
    return object_.core().done();
}

bool PluginLoop::credit(const Frame& frame)
{
    const auto bytes = decode_credit(frame.payload);
    if (frame.header.channel == kMemoryCredit)
        return bytes && object_.core().memory_read(*bytes);
    if (bytes && object_.credit(frame.header.channel, *bytes))
        plugin_.writable();
    return bytes.has_value();
}

/// One that was taken back meanwhile is nobody's.
void PluginLoop::answered(const Answer& answer)
{
    if (const auto question = object_.questions().answered(answer.serial))
        plugin_.answered(*question, answer.choice);
}

void PluginLoop::begin(const TaskWish& wish)
{
    object_.tasks().begun(wish.task);
    if (plugin_.begin(wish.task, wish.wish))
        return;
    TaskReport no; // the core has the words for it
    no.task = wish.task;
    no.state = CORDEE_TASK_FAILED;
    object_.tasks().report(no, Clock::now());
}

} // namespace cordee::plugin::host
