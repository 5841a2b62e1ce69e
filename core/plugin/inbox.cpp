#include "core/plugin/inbox.hpp"

#include "core/plugin/host_frame.hpp"

#include <algorithm>
#include <utility>

namespace cordee::plugin {

void Inbox::reset()
{
    stale_ = 0;
    channels_.assign(channels_.size(), Channel{});
}

bool Inbox::arrived(std::uint16_t channel, View message)
{
    if (!has(channel) || channels_[channel].under_way >= kWindow)
        return false;
    channels_[channel].under_way += message.size() + kMessageWeight;
    auto& kept = channels_[channel].kept;
    if (stale_ > 0 || (owner_.listening() && kept.empty() && owner_.offer(channel, message)))
        taken(channel, message.size());
    else
        kept.push_back(to_bytes(message));
    return true;
}

void Inbox::taken(std::uint16_t channel, std::size_t size)
{
    const auto weight = static_cast<std::uint32_t>(size) + kMessageWeight;
    channels_[channel].under_way -= weight;
    owner_.taken(channel, weight);
}

void Inbox::offer_channel(std::uint16_t channel)
{
    auto& kept = channels_[channel].kept;
    while (owner_.listening() && !kept.empty()) {
        // Out of the queue while the owner has it: it may call back.
        auto message = std::move(kept.front());
        kept.pop_front();
        if (!owner_.offer(channel, message)) {
            kept.push_front(std::move(message));
            return;
        }
        taken(channel, message.size());
    }
}

void Inbox::offer_kept()
{
    if (std::exchange(offering_, true))
        return; // called by the owner that is offered something right now
    for (std::uint16_t channel = 0; channel < channels_.size(); ++channel)
        offer_channel(channel);
    offering_ = false;
}

void Inbox::peer_restarted()
{
    ++stale_;
    for (std::uint16_t channel = 0; channel < channels_.size(); ++channel)
        for (const auto& message : std::exchange(channels_[channel].kept, {}))
            taken(channel, message.size());
}

void Inbox::peer_noted()
{
    stale_ = std::max(0, stale_ - 1);
}

} // namespace cordee::plugin
