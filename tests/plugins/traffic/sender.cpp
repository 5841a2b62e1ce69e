#include "sender.hpp"

#include <algorithm>

namespace traffic {
namespace {

constexpr std::chrono::milliseconds kVoiceInterval{20};
constexpr std::chrono::milliseconds kInputInterval{100};

} // namespace

Sender::Sender(cordee::sdk::Host host, const Order& order, const Window& window, From self)
    : host_{host}, order_{order}, window_{window}, self_{self}
{
    pulse_ = std::thread{[this] { pulse(); }};
    if (sends(order_.bulk))
        pump_ = std::thread{[this] { pump(); }};
}

Sender::~Sender()
{
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    changed_.notify_all();
    pulse_.join();
    if (pump_.joinable())
        pump_.join();
}

bool Sender::sends(From from) const
{
    return (static_cast<unsigned>(from) & static_cast<unsigned>(self_)) != 0;
}

void Sender::writable()
{
    {
        const std::lock_guard lock{mutex_};
        ++room_;
    }
    changed_.notify_all();
}

void Sender::stop_soon()
{
    {
        const std::lock_guard lock{mutex_};
        stop_soon_ = true;
    }
    changed_.notify_all();
}

Sender::Totals Sender::totals() const
{
    const std::lock_guard lock{mutex_};
    return totals_;
}

/// The mutex is held by the caller; a message that finds no room is lost, as a voice would be.
void Sender::send_timed(Beat& beat, Sent& sent)
{
    const auto now = Clock::now();
    if (host_.send(beat.channel, encode_timed({sent.all, now}, beat.size)) != CORDEE_OK)
        ++sent.refused;
    ++sent.all;
    if (window_.measures(now))
        ++sent.measured;
    beat.due += beat.interval;
}

bool Sender::send_counted()
{
    auto& sent = totals_.count;
    if (host_.send(kCount, encode_counted(sent.all, order_.count_size)) == CORDEE_AGAIN)
        return false;
    ++sent.all;
    return true;
}

void Sender::pulse()
{
    constexpr auto kNever = Clock::time_point::max();
    Beat voice{kVoice, kVoiceSize, kVoiceInterval, sends(order_.voice) ? window_.begin : kNever};
    Beat input{kInput, kInputSize, kInputInterval, sends(order_.input) ? window_.begin : kNever};
    auto count_due = order_.count > 0 ? window_.begin : kNever;
    const auto count_interval =
        std::chrono::duration_cast<Clock::duration>(Seconds{1 / std::max(order_.count, 0.001)});
    Lock lock{mutex_};
    for (;;) {
        const auto next = std::min({voice.due, input.due, count_due, window_.until});
        changed_.wait_until(lock, next, [&] { return stopping_ || stop_soon_; });
        const auto now = Clock::now();
        if (stopping_ || stop_soon_ || now >= window_.until)
            break;
        if (voice.due <= now)
            send_timed(voice, totals_.voice);
        if (input.due <= now)
            send_timed(input, totals_.input);
        if (count_due <= now) {
            // What finds no room is tried again a beat later, and what was due meanwhile follows.
            const auto more =
                send_counted() ? count_interval : std::chrono::milliseconds{5} + (now - count_due);
            count_due += more;
        }
    }
    totals_.over = true;
}

void Sender::pump()
{
    const Bytes message(kBulkSize, 0x5a);
    Lock lock{mutex_};
    changed_.wait_until(lock, window_.begin, [&] { return stopping_ || stop_soon_; });
    while (!stopping_ && !stop_soon_ && Clock::now() < window_.until) {
        const auto room = room_;
        lock.unlock();
        const auto status = host_.send(kBulk, message);
        lock.lock();
        if (status == CORDEE_OK)
            totals_.bulk_bytes += message.size();
        else if (status == CORDEE_AGAIN)
            changed_.wait_until(lock, window_.until,
                                [&] { return stopping_ || stop_soon_ || room_ != room; });
        else
            return;
    }
}

} // namespace traffic
