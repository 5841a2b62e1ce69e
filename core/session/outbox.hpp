// What waits to be sent, and what was sent and is not acknowledged yet. Messages go by priority, cut into
// fragments, so that a small urgent one never waits for a large one; a number is given when a fragment
// leaves. Pure state; the session's strand.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/priority.hpp"
#include "core/session/path_estimate.hpp"

#include <array>
#include <deque>
#include <functional>

namespace cordee::session {

/// Bytes that may be under way without acknowledgement (PROTOCOL.md, "Frames").
inline constexpr std::size_t kWindow = 8 * 1024 * 1024;
/// The part of the window that only control messages, voice and input use.
inline constexpr std::size_t kUrgentReserve = 256 * 1024;
/// Largest message of a channel whose messages may be lost; it is never cut.
inline constexpr std::size_t kMaxUnreliable = 1024;

/// A person waits for each of its messages.
bool is_live(PriorityClass priority);

class Outbox {
public:
    /// Control messages go before every class, in order.
    void push_control(Bytes message);
    void push(std::uint16_t channel, PriorityClass priority, Bytes message);
    /// Goes once, is not acknowledged, and gives way to newer ones of its channel when the path is slow.
    void push_unreliable(std::uint16_t channel, PriorityClass priority, Bytes message);

    /// Adds frames to a record's plaintext, the most urgent first, until the record is as large as the path
    /// wants it or the window is full. Returns whether anything was added.
    bool fill(Bytes& plaintext, PathEstimate& path, SteadyTime now);
    /// Something waits to be sent, for the first time or again.
    [[nodiscard]] bool pending() const;
    /// When fill() has something to add without another acknowledgement; it may have passed.
    [[nodiscard]] std::optional<SteadyTime> next_departure(const PathEstimate& path) const;
    /// Nothing waits, or waits for an acknowledgement.
    [[nodiscard]] bool empty() const;
    /// Of control messages that wait.
    [[nodiscard]] std::size_t control_bytes() const;
    [[nodiscard]] std::uint64_t next_seq() const { return next_seq_; }
    /// Oldest that is kept.
    [[nodiscard]] std::uint64_t oldest() const { return acknowledged_; }
    /// Of each class since the beginning, payload.
    [[nodiscard]] std::uint64_t bytes_sent(PriorityClass priority) const;

    /// The other side expects this sequence number next. False: it cannot, as it was never sent, or was
    /// acknowledged before.
    bool acknowledged(std::uint64_t next_expected, PathEstimate& path, SteadyTime now);
    /// A new path: what the other side does not have is sent again, before anything new. False as above.
    bool rewind(std::uint64_t next_expected);

    /// Forgets what waits on these channels, also the rest of a message whose beginning was sent.
    void drop(const std::function<bool(std::uint16_t channel)>& on);

private:
    struct Waiting {
        Bytes bytes;
        bool reliable = true;
    };
    struct ChannelQueue {
        std::uint16_t channel;
        std::deque<Waiting> messages;
        std::size_t sent = 0; ///< of the first message
    };
    struct Sent {
        std::uint16_t channel;
        bool last;
        Bytes payload;
        PathEstimate::Stamp stamp;
    };
    /// Channels of one class take turns, a record each.
    using Turns = std::deque<ChannelQueue>;
    static constexpr std::size_t kQueues = kPriorityClasses + 1; ///< the first is for control messages

    ChannelQueue& queue_of(std::uint16_t channel, PriorityClass priority);
    [[nodiscard]] std::size_t room(bool urgent, const PathEstimate& path) const;
    [[nodiscard]] bool may_leave(std::size_t queue, const PathEstimate& path, bool due) const;
    [[nodiscard]] std::optional<std::size_t> choose(const PathEstimate& path, bool due) const;
    bool send_again(Bytes& plaintext, std::size_t most, PathEstimate& path, SteadyTime now);
    bool put_next(std::size_t queue, Bytes& plaintext, std::size_t record, PathEstimate& path,
                  SteadyTime now);
    void put_fragment(Bytes& plaintext, std::size_t queue, ChannelQueue& from, std::size_t size,
                      PathEstimate& path, SteadyTime now);
    void share(std::size_t queue, std::size_t bytes);
    void forget_acknowledged(std::uint64_t next_expected);

    std::array<Turns, kQueues> queues_;
    /// What a class has earned while more urgent ones were served, so that none ever starves.
    std::array<std::size_t, kQueues> credit_{};
    std::array<std::uint64_t, kQueues> total_{};
    std::uint64_t next_seq_ = 0;
    std::uint64_t acknowledged_ = 0;
    std::deque<Sent> sent_;     ///< from acknowledged_ on
    std::size_t again_ = 0;     ///< the first of sent_ that is to be sent again; all before it are under way
    std::size_t under_way_ = 0; ///< bytes of sent_ before again_
    std::size_t kept_ = 0;      ///< bytes of sent_
};

} // namespace cordee::session
