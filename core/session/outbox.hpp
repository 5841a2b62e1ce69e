// What waits to be sent: messages by priority, cut into fragments, so that a small urgent one never waits for
// a large one. Pure state; the session's strand.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/priority.hpp"

#include <array>
#include <deque>
#include <functional>

namespace cordee::session {

/// Plaintext of one record for bulk, so that what comes after never waits long for the path.
inline constexpr std::size_t kRecordPlaintext = 16 * 1024;
/// Bytes that may be under way without acknowledgement (SECURITY: 8 MiB per direction).
inline constexpr std::size_t kWindow = 8 * 1024 * 1024;
/// The part of the window that only control messages, voice and input use.
inline constexpr std::size_t kUrgentReserve = 256 * 1024;

class Outbox {
public:
    /// Control messages go before every class, in order.
    void push_control(Bytes message);
    void push(std::uint16_t channel, PriorityClass priority, Bytes message);

    /// Adds fragments to a record's plaintext, the most urgent first, until it has kRecordPlaintext bytes or
    /// the window is full. Returns whether anything was added.
    bool fill(Bytes& plaintext);
    /// Whether fill() would add something.
    [[nodiscard]] bool ready() const;
    [[nodiscard]] bool empty() const;
    /// Of control messages that wait.
    [[nodiscard]] std::size_t control_bytes() const;

    /// The other side expects this sequence number next. False: it cannot, as it was never sent.
    bool acknowledged(std::uint64_t next_expected);

    /// Forgets what waits on these channels, also the rest of a message whose beginning was sent.
    void drop(const std::function<bool(std::uint16_t channel)>& on);

private:
    struct ChannelQueue {
        std::uint16_t channel;
        std::deque<Bytes> messages;
        std::size_t sent = 0; ///< of the first message
    };
    /// Channels of one class take turns, a record each.
    using Turns = std::deque<ChannelQueue>;
    static constexpr std::size_t kQueues = kPriorityClasses + 1; ///< the first is for control messages

    [[nodiscard]] std::size_t room(std::size_t queue) const;
    void put_next(Turns& turns, Bytes& plaintext, std::size_t most);

    std::array<Turns, kQueues> queues_;
    std::uint64_t next_seq_ = 0;
    std::uint64_t acknowledged_ = 0;
    std::deque<std::uint32_t> under_way_; ///< size of each fragment from acknowledged_ on
    std::size_t under_way_bytes_ = 0;
};

} // namespace cordee::session
