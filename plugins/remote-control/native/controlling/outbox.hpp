// Messages on their way to the host, kept in order when its queue is full. Any thread.
#pragma once

#include "protocol/messages.hpp"

#include <cordee/plugin.hpp>

#include <deque>
#include <functional>
#include <mutex>

namespace cordee::remote {

class Outbox {
public:
    using Send = std::function<cordee_status(std::uint16_t channel, View message)>;

    explicit Outbox(Send send) : send_{std::move(send)} {}

    void control(const ControlMessage& message) { put(kControlChannel, encode(message)); }
    /// Dropped when too much waits already; once there is room again, everything held is released at the
    /// other side, since a release may be among what was dropped.
    void input(const InputMessage& message);
    /// Something waits, so what can wait (pointer motion) should.
    [[nodiscard]] bool blocked() const;
    /// The host has room again.
    void writable();
    /// Forgets what waits: the other side was started anew.
    void clear();

private:
    struct Waiting {
        std::uint16_t channel;
        Bytes message;
    };

    void put(std::uint16_t channel, Bytes message);
    void put_locked(std::uint16_t channel, Bytes message);
    /// True when the message is done with, sent or not.
    bool try_send(const Waiting& waiting);

    const Send send_;
    mutable std::mutex mutex_;
    std::deque<Waiting> waiting_;
    bool dropped_ = false;
};

} // namespace cordee::remote
