#include "core/session/outbox.hpp"

#include "core/wire/frame.hpp"

#include <algorithm>

namespace cordee::session {
namespace {

/// Smaller pieces than this are not worth their header when more of the message follows.
constexpr std::size_t kLeastFragment = 256;
/// A class that waits gets this part of what more urgent ones send.
constexpr std::size_t kShare = 8;
/// Earned bytes from which on a class goes before more urgent ones, once.
constexpr std::size_t kTurn = 512;
/// Unreliable messages of one channel that wait; with a slow path, older ones are worth nothing.
constexpr std::size_t kMaxWaiting = 8;
/// Unacknowledged fragments, whatever their size, so that their headers are bounded too.
constexpr std::size_t kMaxFragments = 64 * 1024;

std::size_t index_of(PriorityClass priority)
{
    return static_cast<std::size_t>(priority) + 1;
}
bool is_urgent(std::size_t queue)
{
    return queue <= index_of(PriorityClass::input);
}

} // namespace

bool is_live(PriorityClass priority)
{
    return priority == PriorityClass::voice || priority == PriorityClass::input;
}

Outbox::ChannelQueue& Outbox::queue_of(std::uint16_t channel, PriorityClass priority)
{
    auto& turns = queues_[index_of(priority)];
    auto found =
        std::find_if(turns.begin(), turns.end(), [&](const auto& queue) { return queue.channel == channel; });
    if (found == turns.end())
        found = turns.insert(turns.end(), {channel, {}});
    return *found;
}

void Outbox::push_control(Bytes message)
{
    auto& turns = queues_[0];
    if (turns.empty())
        turns.push_back({wire::kControlChannel, {}});
    turns.front().messages.push_back({std::move(message)});
}

void Outbox::push(std::uint16_t channel, PriorityClass priority, Bytes message)
{
    queue_of(channel, priority).messages.push_back({std::move(message)});
}

void Outbox::push_unreliable(std::uint16_t channel, PriorityClass priority, Bytes message)
{
    auto& queue = queue_of(channel, priority);
    if (queue.messages.size() >= kMaxWaiting)
        queue.messages.pop_front();
    queue.messages.push_back({std::move(message), false});
}

std::size_t Outbox::room(bool urgent, const PathEstimate& path) const
{
    if (sent_.size() >= kMaxFragments)
        return 0;
    const std::size_t limit = urgent ? kWindow : kWindow - kUrgentReserve;
    const std::size_t left = kept_ + kLeastFragment <= limit ? limit - kept_ : 0;
    if (urgent)
        return left;
    return under_way_ == 0 || under_way_ < path.window() ? left : 0;
}

/// Urgent messages go at once, the others at the path's pace, and what has a number after what has one
/// already.
bool Outbox::may_leave(std::size_t queue, const PathEstimate& path, bool due) const
{
    const bool urgent = is_urgent(queue);
    if (!urgent && !due)
        return false;
    if (!queues_[queue].front().messages.front().reliable)
        return true;
    return again_ == sent_.size() && room(urgent, path) > 0;
}

/// Control messages, then the class whose turn it is: the most urgent one, unless a class behind it has
/// waited for its share.
std::optional<std::size_t> Outbox::choose(const PathEstimate& path, bool due) const
{
    std::optional<std::size_t> first;
    for (std::size_t queue = 0; queue < kQueues; ++queue) {
        if (queues_[queue].empty() || !may_leave(queue, path, due))
            continue;
        if (queue == 0)
            return queue;
        if (!first)
            first = queue;
        else if (credit_[queue] >= kTurn)
            return queue;
    }
    return first;
}

bool Outbox::pending() const
{
    return again_ < sent_.size() ||
           std::any_of(queues_.begin(), queues_.end(), [](const Turns& turns) { return !turns.empty(); });
}

std::optional<SteadyTime> Outbox::next_departure(const PathEstimate& path) const
{
    const bool again = again_ < sent_.size(); // that needs no more room
    const bool may = again ? under_way_ == 0 || under_way_ < path.window() : room(false, path) > 0;
    if (!pending() || !may)
        return std::nullopt;
    return path.next_departure();
}

bool Outbox::empty() const
{
    return sent_.empty() &&
           std::all_of(queues_.begin(), queues_.end(), [](const Turns& turns) { return turns.empty(); });
}

std::size_t Outbox::control_bytes() const
{
    std::size_t out = 0;
    for (const auto& queue : queues_[0])
        for (const auto& message : queue.messages)
            out += message.bytes.size();
    return out;
}

std::uint64_t Outbox::bytes_sent(PriorityClass priority) const
{
    return total_[index_of(priority)];
}

bool Outbox::fill(Bytes& plaintext, PathEstimate& path, SteadyTime now)
{
    const auto before = plaintext.size();
    const auto record = path.record(now);
    const bool due = path.next_departure() <= now; // of a whole record, however many messages it holds
    while (due && again_ < sent_.size() && send_again(plaintext, record, path, now)) {
    }
    while (const auto queue = choose(path, due))
        if (!put_next(*queue, plaintext, record, path, now))
            break;
    return plaintext.size() > before;
}

bool Outbox::send_again(Bytes& plaintext, std::size_t most, PathEstimate& path, SteadyTime now)
{
    auto& fragment = sent_[again_];
    if (!plaintext.empty() && plaintext.size() + wire::kMessageHeader + fragment.payload.size() > most)
        return false;
    if (under_way_ > 0 && under_way_ >= path.window())
        return false;
    wire::put_fragment(plaintext, fragment.channel, fragment.last, acknowledged_ + again_, fragment.payload);
    fragment.stamp = path.sent(fragment.payload.size(), plaintext.size(), now);
    under_way_ += fragment.payload.size();
    ++again_;
    return true;
}

/// False when what comes next has no place in this record.
bool Outbox::put_next(std::size_t number, Bytes& plaintext, std::size_t record, PathEstimate& path,
                      SteadyTime now)
{
    auto& turns = queues_[number];
    const auto& message = turns.front().messages.front();
    const auto used = plaintext.size() + wire::kMessageHeader;
    const auto left = message.bytes.size() - turns.front().sent;
    auto most = used < record ? record - used : 0;
    if (message.reliable)
        most = std::min(most, room(is_urgent(number), path));
    else if (plaintext.empty())
        most = kMaxUnreliable;
    if (most < left && (most < kLeastFragment || !message.reliable))
        return false;
    auto queue = std::move(turns.front());
    turns.pop_front();
    const auto size = std::min(most, left);
    if (number > 0 && is_urgent(number)) // voice or input
        path.urgent(now);
    put_fragment(plaintext, number, queue, size, path, now);
    share(number, size);
    if (!queue.messages.empty())
        turns.push_back(std::move(queue));
    return true;
}

void Outbox::put_fragment(Bytes& plaintext, std::size_t number, ChannelQueue& from, std::size_t size,
                          PathEstimate& path, SteadyTime now)
{
    const auto& message = from.messages.front();
    const auto payload = View{message.bytes}.subspan(from.sent, size);
    const bool last = from.sent + size == message.bytes.size();
    if (message.reliable) {
        wire::put_fragment(plaintext, from.channel, last, next_seq_++, payload);
        sent_.push_back({from.channel, last, to_bytes(payload), path.sent(size, plaintext.size(), now)});
        again_ = sent_.size();
        under_way_ += size;
        kept_ += size;
    } else {
        wire::put_unreliable(plaintext, from.channel, payload);
    }
    total_[number] += size;
    from.sent += size;
    if (last) {
        from.messages.pop_front();
        from.sent = 0;
    }
}

void Outbox::share(std::size_t served, std::size_t bytes)
{
    if (served == 0)
        return;
    credit_[served] -= std::min(credit_[served], bytes);
    for (std::size_t queue = served + 1; queue < kQueues; ++queue)
        credit_[queue] = queues_[queue].empty() ? 0 : credit_[queue] + bytes / kShare + 1;
}

void Outbox::forget_acknowledged(std::uint64_t next_expected)
{
    for (; acknowledged_ < next_expected; ++acknowledged_) {
        const auto size = sent_.front().payload.size();
        kept_ -= size;
        if (again_ > 0) {
            under_way_ -= size;
            --again_;
        }
        sent_.pop_front();
    }
}

bool Outbox::acknowledged(std::uint64_t next_expected, PathEstimate& path, SteadyTime now)
{
    if (next_expected > next_seq_ || next_expected < acknowledged_)
        return false;
    if (next_expected == acknowledged_)
        return true;
    const auto before = under_way_;
    const auto count = next_expected - acknowledged_;
    const bool known = count <= again_; // else the other side had it from an older path
    const auto oldest = sent_.front().stamp;
    const auto newest = sent_[count - 1].stamp;
    forget_acknowledged(next_expected);
    if (known)
        path.acknowledged(oldest, newest, before - under_way_, now);
    return true;
}

bool Outbox::rewind(std::uint64_t next_expected)
{
    if (next_expected > next_seq_ || next_expected < acknowledged_)
        return false;
    forget_acknowledged(next_expected);
    again_ = 0;
    under_way_ = 0;
    return true;
}

void Outbox::drop(const std::function<bool(std::uint16_t)>& on)
{
    for (auto& turns : queues_)
        std::erase_if(turns, [&](const ChannelQueue& queue) { return on(queue.channel); });
}

} // namespace cordee::session
