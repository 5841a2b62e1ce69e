#include "core/session/channels.hpp"

#include "core/base/race.hpp"

#include <boost/asio/steady_timer.hpp>

namespace cordee::session {
namespace {

namespace asio = boost::asio;

/// Acknowledge at the latest after so many frames.
constexpr int kAcknowledgeFrames = 32;
/// Control messages that wait to be sent.
constexpr std::size_t kMaxControlWaiting = 1024 * 1024;

} // namespace

Channels::Channels(const asio::any_io_executor& strand, LinkPtr link, Listener& listener,
                   const Timing& timing)
    : strand_{strand}, link_{std::move(link)}, listener_{listener}, timing_{timing}, to_write_{strand},
      to_read_{strand}, to_acknowledge_{strand}, ended_{strand}, last_heard_{std::chrono::steady_clock::now()}
{}

asio::awaitable<Ended> Channels::run()
{
    const auto ended = co_await race(race(read(), write()),
                                     race(race(watch_silence(), keep_alive()),
                                          race(acknowledge(), race(limit_farewell(), wait_for_end()))));
    if (const auto link = std::exchange(link_, nullptr))
        link->close();
    co_return ended;
}

void Channels::send_control(const ControlMessage& message)
{
    if (ending_)
        return;
    if (outbox_.control_bytes() > kMaxControlWaiting) // of a side that asks much and reads nothing
        return end(Ending::limit);
    outbox_.push_control(to_bytes(encode(message)));
    to_write_.notify();
}

void Channels::send(std::uint16_t channel, PriorityClass priority, Bytes message)
{
    if (ending_)
        return;
    outbox_.push(channel, priority, std::move(message));
    to_write_.notify();
}

void Channels::send_unreliable(std::uint16_t channel, PriorityClass priority, Bytes message)
{
    if (ending_)
        return;
    outbox_.push_unreliable(channel, priority, std::move(message));
    to_write_.notify();
}

void Channels::sent_elsewhere(PriorityClass priority)
{
    if (is_live(priority))
        estimate_.urgent(std::chrono::steady_clock::now());
}

void Channels::drop(const std::function<bool(std::uint16_t)>& on)
{
    outbox_.drop(on);
    inbox_.drop(on);
}

void Channels::end(Ending ending)
{
    if (ending_)
        return;
    ending_ = ending;
    ended_.notify();
    outbox_.drop([](std::uint16_t channel) { return channel != wire::kControlChannel; });
    to_write_.notify();
}

void Channels::give_up(Ended ended)
{
    if (!over_)
        over_ = ended;
    ended_.notify();
}

Result<void> Channels::adopt(LinkPtr link, std::uint64_t peer_expects, View first)
{
    // What the former path still brought counts too.
    if (!outbox_.rewind(std::max(peer_expects, outbox_.oldest())))
        return Errc::unexpected;
    if (const auto former = std::exchange(link_, std::move(link)))
        former->close();
    estimate_ = {};
    last_heard_ = waiting_since_ = std::chrono::steady_clock::now();
    acknowledge_now_ = true; // the other side waits for a first record
    confirmed_ = true;
    if (!first.empty())
        if (const auto ended = take_record(first))
            give_up(*ended);
    to_read_.notify();
    to_write_.notify();
    return {};
}

void Channels::lose(const LinkPtr& link, Errc error)
{
    if (link != link_)
        return; // another one carries already
    link_->close();
    link_.reset();
    if (ending_) // the other side closed after our goodbye
        return give_up({*ending_, false});
    const bool cut = error == Errc::closed || error == Errc::io_error || error == Errc::timed_out;
    listener_.path_broken(cut ? Ending::connection_lost : Ending::protocol);
}

asio::awaitable<Ended> Channels::read()
{
    for (;;) {
        const auto link = link_;
        if (!link) {
            co_await to_read_.wait();
            continue;
        }
        const auto plaintext = co_await link->receive();
        if (link != link_)
            continue;
        if (!plaintext) {
            lose(link, static_cast<Errc>(plaintext.error().value()));
            continue;
        }
        last_heard_ = std::chrono::steady_clock::now();
        confirmed_ = true;
        if (const auto ended = take_record(*plaintext))
            co_return *ended;
    }
}

std::optional<Ended> Channels::take_record(View plaintext)
{
    wire::FrameReader frames{plaintext};
    for (;;) {
        const auto frame = frames.next();
        if (!frame)
            return Ended{Ending::protocol, false};
        if (!*frame)
            return std::nullopt;
        if ((*frame)->type == wire::FrameType::close) {
            const auto close = wire::decode_close((*frame)->payload);
            return close ? Ended{ending_from_code(close->code), true} : Ended{Ending::protocol, false};
        }
        if (const auto taken = take_frame(**frame); !taken)
            return Ended{Ending::protocol, false};
    }
}

Result<void> Channels::take_frame(const wire::Frame& frame)
{
    switch (frame.type) {
    case wire::FrameType::message:
        return take_message(frame);
    case wire::FrameType::unreliable:
        take_unreliable(frame);
        return {};
    case wire::FrameType::ack: {
        const auto next = wire::decode_ack(frame.payload);
        const auto now = std::chrono::steady_clock::now();
        if (!next || !outbox_.acknowledged(*next, estimate_, now))
            return Errc::malformed;
        waiting_since_ = now;
        to_write_.notify();
        return {};
    }
    default:
        return {};
    }
}

void Channels::take_unreliable(const wire::Frame& frame)
{
    if (!ending_ && frame.payload.size() <= kMaxUnreliable && listener_.is_open(frame.channel))
        if (!listener_.unreliable(frame.channel, frame.payload))
            give_up({Ending::protocol, false});
}

Result<void> Channels::take_message(const wire::Frame& frame)
{
    auto message = inbox_.take(frame, [this](std::uint16_t channel) {
        return !ending_ && (channel == wire::kControlChannel || listener_.is_open(channel));
    });
    if (!message)
        return message.error();
    want_acknowledgement();
    if (!*message)
        return {};
    if ((*message)->channel != wire::kControlChannel)
        return listener_.message((*message)->channel, std::move((*message)->bytes));
    auto control = decode_control_message(as_text((*message)->bytes));
    if (!control)
        return control.error();
    return listener_.control(std::move(*control));
}

void Channels::want_acknowledgement()
{
    if (++unacknowledged_ >= kAcknowledgeFrames) {
        acknowledge_now_ = true;
        to_write_.notify();
    } else if (unacknowledged_ == 1) {
        to_acknowledge_.notify();
    }
}

Bytes Channels::compose(bool& last)
{
    Bytes plaintext;
    const auto now = std::chrono::steady_clock::now();
    if (std::exchange(acknowledge_now_, false)) {
        wire::put_ack(plaintext, inbox_.next_expected());
        unacknowledged_ = 0;
        acknowledged_at_ = now;
    }
    if (outbox_.next_seq() == outbox_.oldest())
        waiting_since_ = now;
    outbox_.fill(plaintext, estimate_, now);
    last = ending_ && (!outbox_.pending() || farewell_is_late_);
    if (last)
        wire::put_close(plaintext, {static_cast<std::uint16_t>(*ending_), {}});
    return plaintext;
}

asio::awaitable<Ended> Channels::write()
{
    for (;;) {
        const auto link = link_;
        bool last = false;
        Bytes plaintext;
        if (link)
            plaintext = compose(last);
        if (plaintext.empty()) {
            co_await wait_for_departure();
            continue;
        }
        if (const auto sent = co_await link->send(std::move(plaintext)); !sent)
            lose(link, static_cast<Errc>(sent.error().value()));
        else if (last)
            break;
    }
    // The other side closes when it has read this; a close of ours now could overtake it.
    for (;;)
        co_await to_write_.wait();
}

asio::awaitable<void> Channels::wait_for_departure()
{
    const auto departure = outbox_.next_departure(estimate_);
    if (departure && link_) {
        co_await to_write_.wait_until(*departure);
    } else {
        if (!outbox_.pending())
            estimate_.idle();
        co_await to_write_.wait();
    }
}

asio::awaitable<Ended> Channels::limit_farewell()
{
    while (!ending_)
        co_await ended_.wait();
    co_await pause(timing_.farewell / 2);
    farewell_is_late_ = true; // what is not sent by now will not be
    to_write_.notify();
    co_await pause(timing_.farewell / 2);
    co_return Ended{*ending_, false};
}

asio::awaitable<Ended> Channels::wait_for_end()
{
    while (!over_)
        co_await ended_.wait();
    co_return *over_;
}

asio::awaitable<Ended> Channels::watch_silence()
{
    const auto began = std::chrono::steady_clock::now();
    const auto soonest = std::min(std::min(timing_.silent, timing_.suspect), timing_.confirm);
    for (;;) {
        co_await pause(soonest / 4);
        const auto now = std::chrono::steady_clock::now();
        if (!confirmed_ && now - began > timing_.confirm)
            co_return Ended{Ending::silent, false};
        if (!link_)
            continue;
        if (now - last_heard_ > timing_.silent) {
            std::exchange(link_, nullptr)->close();
            listener_.path_broken(Ending::silent);
        } else if (outbox_.next_seq() > outbox_.oldest() &&
                   now - std::max(last_heard_, waiting_since_) > timing_.suspect) {
            listener_.path_suspect();
        }
    }
}

asio::awaitable<Ended> Channels::keep_alive()
{
    for (;;) {
        co_await pause(timing_.keep_alive);
        acknowledge_now_ = true;
        to_write_.notify();
    }
}

/// At once after a pause, as the other side measures the path by it; then at most once in
/// Timing::acknowledge.
asio::awaitable<Ended> Channels::acknowledge()
{
    for (;;) {
        while (unacknowledged_ == 0)
            co_await to_acknowledge_.wait();
        const auto due = acknowledged_at_ + timing_.acknowledge;
        if (const auto now = std::chrono::steady_clock::now(); now < due)
            co_await pause(std::chrono::ceil<std::chrono::milliseconds>(due - now));
        acknowledge_now_ = unacknowledged_ > 0;
        to_write_.notify();
        // Until the writer has acknowledged, there is nothing new to wait for.
        while (acknowledge_now_)
            co_await pause(timing_.acknowledge);
    }
}

asio::awaitable<void> Channels::pause(std::chrono::milliseconds time)
{
    asio::steady_timer timer{strand_, time};
    co_await timer.async_wait(asio::use_awaitable);
}

} // namespace cordee::session
