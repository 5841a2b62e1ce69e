// Messages on their way to the host. What it can't take now waits here, in order; since nothing new is made
// while something waits, that is never much. Any thread.
#pragma once

#include "protocol/messages.hpp"

#include <cordee/base.h>

#include <deque>
#include <functional>
#include <mutex>

namespace cordee::remote {

class SendQueue {
public:
    using Send = std::function<cordee_status(std::uint16_t channel, View message)>;

    explicit SendQueue(Send send) : send_{std::move(send)} {}

    void put(std::uint16_t channel, Bytes message);
    void control(const ControlMessage& message) { put(kControlChannel, encode(message)); }
    void screen(const ScreenMessage& message) { put(kScreenChannel, encode(message)); }
    [[nodiscard]] bool blocked() const;
    /// The host has room again.
    void writable();
    /// Forgets what waits: the other half was started anew.
    void clear();

private:
    struct Waiting {
        std::uint16_t channel;
        Bytes message;
    };
    const Send send_;
    mutable std::mutex mutex_;
    std::deque<Waiting> waiting_;
};

} // namespace cordee::remote
