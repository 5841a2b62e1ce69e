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

Channels::Channels(const asio::any_io_executor& strand, SecureLink link, Listener& listener,
                   const Timing& timing)
    : strand_{strand}, link_{std::move(link)}, listener_{listener}, timing_{timing}, to_write_{strand},
      to_acknowledge_{strand}, ended_{strand}, last_heard_{std::chrono::steady_clock::now()}
{}

asio::awaitable<Ended> Channels::run()
{
    const auto ended =
        co_await race(race(read(), write()),
                      race(watch_silence(), race(keep_alive(), race(acknowledge(), limit_farewell()))));
    link_.close();
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

asio::awaitable<Ended> Channels::read()
{
    for (;;) {
        const auto plaintext = co_await link_.receive();
        if (!plaintext)
            co_return broken(static_cast<Errc>(plaintext.error().value()));
        last_heard_ = std::chrono::steady_clock::now();
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
        Result<void> taken{};
        switch ((*frame)->type) {
        case wire::FrameType::message:
            taken = take_message(**frame);
            break;
        case wire::FrameType::ack: {
            const auto next = wire::decode_ack((*frame)->payload);
            if (!next || !outbox_.acknowledged(*next))
                taken = Errc::malformed;
            to_write_.notify();
            break;
        }
        case wire::FrameType::close: {
            const auto close = wire::decode_close((*frame)->payload);
            return close ? Ended{ending_from_code(close->code), true} : Ended{Ending::protocol, false};
        }
        case wire::FrameType::unreliable: // may be lost, and this version has no use for it
        case wire::FrameType::path_challenge:
        case wire::FrameType::path_response:
        case wire::FrameType::end:
            break;
        }
        if (!taken)
            return Ended{Ending::protocol, false};
    }
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

Ended Channels::broken(Errc error) const
{
    if (ending_) // the other side closed after our goodbye
        return {*ending_, false};
    if (error == Errc::closed || error == Errc::io_error)
        return {Ending::connection_lost, false};
    return {Ending::protocol, false};
}

asio::awaitable<Ended> Channels::write()
{
    for (;;) {
        Bytes plaintext;
        if (std::exchange(acknowledge_now_, false)) {
            wire::put_ack(plaintext, inbox_.next_expected());
            unacknowledged_ = 0;
        }
        outbox_.fill(plaintext);
        const bool last = ending_ && !outbox_.ready();
        if (last)
            wire::put_close(plaintext, {static_cast<std::uint16_t>(*ending_), {}});
        if (plaintext.empty()) {
            co_await to_write_.wait();
            continue;
        }
        if (const auto sent = co_await link_.send(std::move(plaintext)); !sent)
            co_return broken(static_cast<Errc>(sent.error().value()));
        if (last)
            break;
    }
    // The other side closes when it has read this; a close of ours now could overtake it.
    for (;;)
        co_await to_write_.wait();
}

asio::awaitable<Ended> Channels::limit_farewell()
{
    while (!ending_)
        co_await ended_.wait();
    co_await pause(timing_.farewell);
    co_return Ended{*ending_, false};
}

asio::awaitable<Ended> Channels::watch_silence()
{
    for (;;) {
        co_await pause(timing_.silent / 4);
        if (std::chrono::steady_clock::now() - last_heard_ > timing_.silent)
            co_return Ended{Ending::silent, false};
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

asio::awaitable<Ended> Channels::acknowledge()
{
    for (;;) {
        while (unacknowledged_ == 0)
            co_await to_acknowledge_.wait();
        co_await pause(timing_.acknowledge);
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
