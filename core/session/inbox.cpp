#include "core/session/inbox.hpp"

#include "core/session/control_message.hpp"

namespace cordee::session {

Result<std::optional<Message>> Inbox::take(const wire::Frame& frame,
                                           const std::function<bool(std::uint16_t)>& open)
{
    if (frame.seq > next_expected_)
        return Errc::unexpected;
    if (frame.seq < next_expected_) // sent again on another path
        return std::optional<Message>{};
    ++next_expected_;
    if (!open(frame.channel))
        return std::optional<Message>{};
    auto& message = assembling_[frame.channel];
    const auto most = frame.channel == wire::kControlChannel ? kMaxControlMessage : kMaxMessage;
    if (frame.payload.size() > most - message.size() ||
        frame.payload.size() > kMaxAssembling - assembling_bytes_)
        return Errc::too_large;
    append(message, frame.payload);
    assembling_bytes_ += frame.payload.size();
    if (!frame.last_fragment)
        return std::optional<Message>{};
    auto node = assembling_.extract(frame.channel);
    assembling_bytes_ -= node.mapped().size();
    return std::optional{Message{frame.channel, std::move(node.mapped())}};
}

void Inbox::drop(const std::function<bool(std::uint16_t)>& on)
{
    std::erase_if(assembling_, [&](const auto& entry) {
        if (!on(entry.first))
            return false;
        assembling_bytes_ -= entry.second.size();
        return true;
    });
}

} // namespace cordee::session
