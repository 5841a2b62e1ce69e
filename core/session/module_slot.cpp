#include "core/session/module_slot.hpp"

#include "core/session/inbox.hpp"
#include "core/session/outbox.hpp"
#include "core/session/rights.hpp"

#include <algorithm>

namespace cordee::session {
namespace {

constexpr std::uint32_t kGenerations = 128;
/// Credit is given in steps of this size, so that it costs next to nothing.
constexpr std::size_t kCreditStep = kChannelWindow / 4;
constexpr std::size_t kCrowdedCreditStep = kAlwaysRoom / 4;

} // namespace

std::uint16_t encode_channel(const ChannelNumber& channel)
{
    return static_cast<std::uint16_t>(channel.slot << 11 | channel.generation << 4 | channel.index);
}

ChannelNumber decode_channel(std::uint16_t number)
{
    return {static_cast<std::uint8_t>(number >> 11), static_cast<std::uint8_t>(number >> 4 & 127),
            static_cast<std::uint8_t>(number & 15)};
}

ModuleSlot::ModuleSlot(std::uint8_t number, ModuleInfo info, std::vector<std::string> permissions,
                       Owner& owner)
    : number_{number}, info_{std::move(info)}, consented_{permissions},
      permissions_{std::move(permissions)}, owner_{owner}, channels_(info_.channels.size())
{
    owner_.window().slots.insert(this);
}

void ModuleSlot::attach(std::unique_ptr<Module> module)
{
    module_ = std::move(module);
    hand_over();
}

void ModuleSlot::take_back(const std::vector<std::string>& permissions)
{
    std::erase_if(consented_,
                  [&](const auto& permission) { return !intersect({permission}, permissions).empty(); });
}

void ModuleSlot::set_permissions(const std::vector<std::string>& permissions)
{
    auto now = intersect(consented_, permissions);
    if (now == permissions_)
        return;
    permissions_ = std::move(now);
    if (module_)
        module_->permissions_changed(permissions_);
}

bool ModuleSlot::is_open(const ChannelNumber& channel) const
{
    return channel.slot == number_ && channel.generation == generation_ % kGenerations &&
           channel.index < info_.channels.size();
}

Result<void> ModuleSlot::deliver(std::uint8_t index, Bytes message)
{
    auto& channel = channels_.at(index);
    auto& window = owner_.window();
    // Also an empty message takes room, so that no number of them is free.
    const auto size = message.size() + 1;
    const auto held = channel.waiting_bytes + channel.taken;
    if (held >= kChannelWindow || !SessionWindow::has_room(window.held, held, size))
        return Errc::exhausted;
    const bool was_crowded = window.crowded();
    channel.waiting_bytes += size;
    window.held += size;
    channel.waiting.push_back(std::move(message));
    hand_over(index);
    if (!was_crowded && window.crowded())
        for (auto* slot : window.slots)
            slot->give_all_credit();
    return {};
}

void ModuleSlot::passed_over(std::uint8_t index, std::size_t size)
{
    channels_.at(index).taken += size + 1;
    owner_.window().held += size + 1;
    give_credit(index);
}

void ModuleSlot::deliver_unreliable(std::uint8_t index, View message)
{
    if (module_ && info_.channels[index].unreliable)
        (void)module_->received(index, message);
}

void ModuleSlot::hand_over()
{
    for (std::size_t index = 0; index < channels_.size(); ++index)
        if (!hand_over(static_cast<std::uint8_t>(index)))
            return;
}

bool ModuleSlot::hand_over(std::uint8_t index)
{
    auto& channel = channels_[index];
    const auto generation = generation_;
    while (module_ && !channel.waiting.empty()) {
        if (!module_->received(index, channel.waiting.front()))
            break;
        if (generation != generation_ || left_)
            return false; // and what waited is gone
        const auto size = channel.waiting.front().size() + 1;
        channel.waiting.pop_front();
        channel.waiting_bytes -= size;
        channel.taken += size;
    }
    give_credit(index);
    return true;
}

void ModuleSlot::give_credit(std::uint8_t index)
{
    auto& channel = channels_[index];
    auto& window = owner_.window();
    if (channel.taken < (window.crowded() ? kCrowdedCreditStep : kCreditStep))
        return;
    owner_.send_control(Credit{number_, generation_, index, static_cast<std::uint32_t>(channel.taken)});
    window.held -= channel.taken;
    channel.taken = 0;
}

void ModuleSlot::give_all_credit()
{
    for (std::size_t index = 0; index < channels_.size(); ++index)
        give_credit(static_cast<std::uint8_t>(index));
}

void ModuleSlot::wake()
{
    bool owed = false;
    for (auto& channel : channels_)
        if (channel.sent < kChannelWindow)
            owed = std::exchange(channel.refused, false) || owed;
    if (owed && module_)
        module_->writable();
}

void ModuleSlot::take_sent(Channel& channel, std::size_t bytes)
{
    auto& window = owner_.window();
    const bool was_full = window.sent >= kSessionWindow;
    channel.sent -= bytes;
    window.sent -= bytes;
    if (!was_full || window.sent >= kSessionWindow)
        return;
    for (auto* slot : std::set{window.slots})
        if (window.slots.contains(slot)) // it may end inside
            slot->wake();
}

void ModuleSlot::forget_all()
{
    for (auto& channel : channels_)
        channel.refused = false;
    for (auto& channel : channels_) {
        owner_.window().held -= channel.waiting_bytes + channel.taken;
        channel.waiting.clear();
        channel.waiting_bytes = channel.taken = 0;
        take_sent(channel, channel.sent);
    }
}

void ModuleSlot::leave()
{
    if (std::exchange(left_, true))
        return;
    owner_.window().slots.erase(this);
    forget_all();
}

Result<void> ModuleSlot::credit(const Credit& credit)
{
    if (credit.generation != generation_)
        return {}; // for what a former self sent
    if (credit.channel >= channels_.size() || credit.bytes > channels_[credit.channel].sent)
        return Errc::malformed;
    take_sent(channels_[credit.channel], credit.bytes);
    wake();
    return {};
}

void ModuleSlot::begin_generation(std::uint32_t generation)
{
    generation_ = generation;
    held_.clear();
    forget_all();
    owner_.drop_other_generations(number_, generation_);
}

void ModuleSlot::peer_restarted(std::uint32_t generation)
{
    const bool owed =
        std::any_of(channels_.begin(), channels_.end(), [](const auto& channel) { return channel.refused; });
    // When both began anew at once, both already moved to the same generation.
    if (generation > generation_)
        begin_generation(generation);
    for (auto& channel : channels_)
        channel.refused = false;
    if (!module_)
        return;
    module_->peer_restarted();
    if (owed)
        module_->writable();
}

bool ModuleSlot::send(std::uint16_t channel, View message)
{
    const bool unreliable = channel < info_.channels.size() && info_.channels[channel].unreliable;
    if (channel >= info_.channels.size() || message.size() > (unreliable ? kMaxUnreliable : kMaxMessage))
        return true; // nothing that the other half could receive; the plugin host refused it already
    const auto index = static_cast<std::uint8_t>(channel);
    if (unreliable) {
        if (open_)
            push(index, to_bytes(message));
        return true;
    }
    auto& own = channels_[index];
    auto& window = owner_.window();
    const auto size = message.size() + 1;
    if (own.sent >= kChannelWindow || !SessionWindow::has_room(window.sent, own.sent, size)) {
        own.refused = true;
        return false;
    }
    own.sent += size;
    window.sent += size;
    if (open_)
        push(index, to_bytes(message));
    else
        held_.push_back({index, to_bytes(message)});
    return true;
}

void ModuleSlot::push(std::uint8_t index, Bytes message)
{
    const ChannelNumber channel{number_, static_cast<std::uint8_t>(generation_ % kGenerations), index};
    owner_.send_message(encode_channel(channel), info_.channels[index], std::move(message));
}

void ModuleSlot::open()
{
    open_ = true;
    for (auto& held : std::exchange(held_, {}))
        push(held.index, std::move(held.message));
}

void ModuleSlot::resume()
{
    hand_over();
}

void ModuleSlot::restarted()
{
    for (auto& channel : channels_)
        channel.refused = false;
    if (!open_) { // the other side has heard nothing yet
        held_.clear();
        for (auto& channel : channels_)
            take_sent(channel, channel.sent);
    }
    if (!open_)
        return;
    begin_generation(generation_ + 1);
    owner_.send_control(Restart{number_, generation_});
}

void ModuleSlot::finished()
{
    owner_.module_finished(number_);
}
void ModuleSlot::failed(std::string why)
{
    owner_.module_failed(number_, std::move(why));
}

} // namespace cordee::session
