#include "core/session/outbox.hpp"

#include "core/wire/frame.hpp"

#include <algorithm>

namespace cordee::session {
namespace {

/// Smaller pieces than this are not worth their header when more of the message follows.
constexpr std::size_t kLeastFragment = 256;

std::size_t queue_of(PriorityClass priority)
{
    return static_cast<std::size_t>(priority) + 1;
}
bool urgent(std::size_t queue)
{
    return queue <= queue_of(PriorityClass::input);
}

} // namespace

void Outbox::push_control(Bytes message)
{
    auto& turns = queues_[0];
    if (turns.empty())
        turns.push_back({wire::kControlChannel, {}});
    turns.front().messages.push_back(std::move(message));
}

void Outbox::push(std::uint16_t channel, PriorityClass priority, Bytes message)
{
    auto& turns = queues_[queue_of(priority)];
    auto found =
        std::find_if(turns.begin(), turns.end(), [&](const auto& queue) { return queue.channel == channel; });
    if (found == turns.end())
        found = turns.insert(turns.end(), {channel, {}});
    found->messages.push_back(std::move(message));
}

std::size_t Outbox::room(std::size_t queue) const
{
    const std::size_t window = urgent(queue) ? kWindow : kWindow - kUrgentReserve;
    return under_way_bytes_ < window ? window - under_way_bytes_ : 0;
}

bool Outbox::ready() const
{
    for (std::size_t queue = 0; queue < kQueues; ++queue)
        if (!queues_[queue].empty() && room(queue) > 0)
            return true;
    return false;
}

bool Outbox::empty() const
{
    return std::all_of(queues_.begin(), queues_.end(), [](const Turns& turns) { return turns.empty(); });
}

std::size_t Outbox::control_bytes() const
{
    std::size_t out = 0;
    for (const auto& queue : queues_[0])
        for (const auto& message : queue.messages)
            out += message.size();
    return out;
}

bool Outbox::fill(Bytes& plaintext)
{
    const auto before = plaintext.size();
    for (std::size_t queue = 0; queue < kQueues; ++queue) {
        auto& turns = queues_[queue];
        while (!turns.empty()) {
            const auto used = plaintext.size() + wire::kMessageHeader;
            const auto most = std::min(used < kRecordPlaintext ? kRecordPlaintext - used : 0, room(queue));
            const auto left = turns.front().messages.front().size() - turns.front().sent;
            if (room(queue) == 0 || (used >= kRecordPlaintext) || (most < left && most < kLeastFragment))
                break;
            put_next(turns, plaintext, most);
        }
    }
    return plaintext.size() > before;
}

void Outbox::put_next(Turns& turns, Bytes& plaintext, std::size_t most)
{
    auto queue = std::move(turns.front());
    turns.pop_front();
    const auto& message = queue.messages.front();
    const auto size = std::min(most, message.size() - queue.sent);
    const bool last = queue.sent + size == message.size();
    wire::put_fragment(plaintext, queue.channel, last, next_seq_++, View{message}.subspan(queue.sent, size));
    under_way_.push_back(static_cast<std::uint32_t>(size));
    under_way_bytes_ += size;
    queue.sent += size;
    if (last) {
        queue.messages.pop_front();
        queue.sent = 0;
    }
    if (!queue.messages.empty())
        turns.push_back(std::move(queue));
}

bool Outbox::acknowledged(std::uint64_t next_expected)
{
    if (next_expected > next_seq_ || next_expected < acknowledged_)
        return false;
    for (; acknowledged_ < next_expected; ++acknowledged_) {
        under_way_bytes_ -= under_way_.front();
        under_way_.pop_front();
    }
    return true;
}

void Outbox::drop(const std::function<bool(std::uint16_t)>& on)
{
    for (auto& turns : queues_)
        std::erase_if(turns, [&](const ChannelQueue& queue) { return on(queue.channel); });
}

} // namespace cordee::session
