#include "core/session/module_slot.hpp"

#include "core/session/inbox.hpp"
#include "core/session/outbox.hpp"
#include "core/session/rights.hpp"

namespace cordee::session {
namespace {

constexpr std::uint32_t kGenerations = 128;
/// Credit is given in steps of this size, so that it costs next to nothing.
constexpr std::size_t kCreditStep = kModuleWindow / 4;

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
    : number_{number}, info_{std::move(info)}, permissions_{std::move(permissions)}, owner_{owner}
{}

void ModuleSlot::attach(std::unique_ptr<Module> module)
{
    module_ = std::move(module);
    hand_over();
}

void ModuleSlot::narrow_permissions(std::vector<std::string> permissions)
{
    permissions = intersect(permissions_, permissions);
    if (permissions == permissions_)
        return;
    permissions_ = std::move(permissions);
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
    if (waiting_bytes_ + taken_ >= kModuleWindow)
        return Errc::exhausted;
    // Also an empty message takes room, so that no number of them is free.
    waiting_bytes_ += message.size() + 1;
    waiting_.push_back({index, std::move(message)});
    hand_over();
    return {};
}

void ModuleSlot::deliver_unreliable(std::uint8_t index, View message)
{
    if (module_ && info_.channels[index].unreliable)
        (void)module_->received(index, message);
}

void ModuleSlot::hand_over()
{
    const auto generation = generation_;
    while (module_ && !waiting_.empty()) {
        if (!module_->received(waiting_.front().index, waiting_.front().message))
            break;
        if (generation != generation_)
            return; // it began anew meanwhile, and what waited is gone
        const auto size = waiting_.front().message.size() + 1;
        waiting_.pop_front();
        waiting_bytes_ -= size;
        taken_ += size;
    }
    give_credit();
}

void ModuleSlot::give_credit()
{
    if (taken_ < kCreditStep)
        return;
    owner_.send_control(Credit{number_, generation_, static_cast<std::uint32_t>(taken_)});
    taken_ = 0;
}

Result<void> ModuleSlot::credit(std::uint32_t generation, std::uint32_t bytes)
{
    if (generation != generation_)
        return {}; // for what a former self sent
    if (bytes > sent_)
        return Errc::malformed;
    sent_ -= bytes;
    if (refused_ && sent_ < kModuleWindow) {
        refused_ = false;
        if (module_)
            module_->writable();
    }
    return {};
}

void ModuleSlot::begin_generation(std::uint32_t generation)
{
    generation_ = generation;
    sent_ = 0;
    taken_ = 0;
    held_.clear();
    waiting_.clear();
    waiting_bytes_ = 0;
    owner_.drop_other_generations(number_, generation_);
}

void ModuleSlot::peer_restarted(std::uint32_t generation)
{
    // When both began anew at once, both already moved to the same generation.
    if (generation > generation_)
        begin_generation(generation);
    const bool owed = std::exchange(refused_, false);
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
    if (sent_ >= kModuleWindow) {
        refused_ = true;
        return false;
    }
    sent_ += message.size() + 1;
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
    refused_ = false;
    if (!open_) { // the other side has heard nothing yet
        held_.clear();
        sent_ = 0;
        return;
    }
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
