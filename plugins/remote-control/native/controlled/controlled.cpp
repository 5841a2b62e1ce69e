#include "controlled/controlled.hpp"

#include <cordee/ext/memory.h>

#include <utility>

namespace cordee::remote {
namespace {

/// Memory from the plugin host; an empty source where that is another one.
MemorySource memory_of(sdk::Host host)
{
    const auto* memory = host.half<cordee_host_memory>(CORDEE_EXT_MEMORY);
    if (memory == nullptr)
        return {};
    return [host, memory](std::size_t bytes) -> std::optional<SharedBytes> {
        int descriptor = -1;
        std::uint32_t handle = 0;
        if (memory->create(host.c_host(), bytes, &descriptor, &handle) != CORDEE_OK)
            return std::nullopt;
        return SharedBytes{descriptor, [host, memory, handle] { memory->release(host.c_host(), handle); }};
    };
}

std::vector<std::uint8_t> own_encodings()
{
    return {static_cast<std::uint8_t>(Encoding::solid), static_cast<std::uint8_t>(Encoding::palette),
            static_cast<std::uint8_t>(Encoding::raw), static_cast<std::uint8_t>(Encoding::copy)};
}

View view(sdk::Message message)
{
    return {message.data(), message.size()};
}

} // namespace

Controlled::Controlled(sdk::Host host, std::string display)
    : host_{host}, display_{std::move(display)}, out_{[host](std::uint16_t channel, View message) {
          return host.send(channel, message);
      }}
{}

void Controlled::activate()
{
    try {
        sink_.emplace(display_);
        feed_.emplace(display_, memory_of(host_), out_, [this](ScreenFeed::Ended why) { feed_ended(why); });
    } catch (const DisplayError& error) {
        sink_.reset();
        throw std::runtime_error{no_screen(error.what(), host_.language())};
    }
}

void Controlled::deactivate()
{
    feed_.reset();
    sink_.reset();
}

void Controlled::received(std::uint16_t channel, sdk::Message message)
{
    if (over_)
        return;
    if (channel == kInputChannel)
        input(view(message));
    else if (channel == kControlChannel)
        control(view(message));
    else
        broken();
}

void Controlled::writable()
{
    out_.writable();
    feed_->wake();
}

void Controlled::peer_restarted()
{
    feed_->pause();
    out_.clear();
    sink_->release_all();
    greeted_ = false;
}

void Controlled::control(View bytes)
{
    const auto decoded = decode_control(bytes);
    if (decoded.status == DecodeStatus::malformed)
        return broken();
    if (decoded.status == DecodeStatus::unknown)
        return;
    if (!greeted_ && !std::holds_alternative<Hello>(*decoded.message))
        return broken();
    // Each update needs an acknowledgement before long, so that a permission that ends takes effect here.
    if (!host_.permitted("view"))
        return leave(Phrase::view_refused);
    std::visit([this](const auto& one) { on(one); }, *decoded.message);
}

void Controlled::on(const Hello& hello)
{
    greeted_ = true;
    refused_ = false;
    wanted_ = hello.mode;
    told_ = mode_for(wanted_);
    out_.control(Hello{kProtocolVersion, told_, own_encodings()});
    feed_->begin(hello.encodings);
}

void Controlled::on(const ModeChange& change)
{
    wanted_ = change.mode;
    refused_ = false;
    told_ = mode_for(wanted_);
    if (told_ == Mode::view)
        sink_->release_all();
    out_.control(ModeChange{told_});
}

void Controlled::on(const UpdateAck& ack)
{
    feed_->acknowledge(ack.number);
}

void Controlled::on(const RefreshRequest&)
{
    feed_->refresh();
}

void Controlled::on(const End&)
{
    over_ = true;
    feed_->pause();
    sink_->release_all();
    host_.finish();
}

Mode Controlled::mode_for(Mode wanted) const
{
    return wanted == Mode::control && host_.permitted("input") ? Mode::control : Mode::view;
}

void Controlled::input(View bytes)
{
    const auto decoded = decode_input(bytes);
    if (decoded.status == DecodeStatus::malformed || !greeted_)
        return broken();
    if (decoded.status == DecodeStatus::unknown || !may_type())
        return;
    sink_->apply(*decoded.message);
    if (std::exchange(untyped_, sink_->untyped()) != sink_->untyped())
        host_.warning(text(Phrase::untyped));
}

bool Controlled::may_type()
{
    const Mode now = mode_for(wanted_);
    if (std::exchange(told_, now) != now) {
        out_.control(ModeChange{now});
        refused_ = false;
    }
    if (now == Mode::control)
        return true;
    if (!std::exchange(refused_, true)) {
        sink_->release_all();
        out_.control(Notice{NoticeKind::input_refused, std::string{text(Phrase::input_refused)}});
    }
    return false;
}

void Controlled::broken()
{
    leave(Phrase::broken_protocol);
}

void Controlled::leave(Phrase why)
{
    feed_->stop();
    sink_->release_all();
    end(NoticeKind::information, why);
}

void Controlled::feed_ended(ScreenFeed::Ended why)
{
    if (why == ScreenFeed::Ended::display_lost && !host_.permitted("view"))
        end(NoticeKind::information, Phrase::view_refused); // the core took the display back
    else if (why == ScreenFeed::Ended::display_lost)
        end(NoticeKind::screen_lost, Phrase::display_lost);
    else
        end(NoticeKind::information, Phrase::broken_protocol);
}

void Controlled::end(NoticeKind kind, Phrase why)
{
    if (over_.exchange(true))
        return;
    host_.error(text(why));
    out_.control(End{kind, std::string{text(why)}});
    host_.finish();
}

} // namespace cordee::remote
