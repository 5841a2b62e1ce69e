// Messages on their way to the host. What it can't take now waits here, in order.
#pragma once

#include "outside.hpp"
#include "protocol/messages.hpp"

#include <deque>

namespace cordee::transfer {

class Outbox {
public:
    explicit Outbox(Outside& outside) : outside_{outside} {}

    void put(const Message& message) { put(encode(message)); }
    void put(Bytes message)
    {
        if (!waiting_.empty() || !outside_.send(message))
            waiting_.push_back(std::move(message));
    }
    /// Who makes many messages makes no more of them meanwhile.
    [[nodiscard]] bool blocked() const { return !waiting_.empty(); }
    [[nodiscard]] std::size_t size() const { return waiting_.size(); }
    void writable()
    {
        while (!waiting_.empty() && outside_.send(waiting_.front()))
            waiting_.pop_front();
    }
    /// They were for the former self of the other half.
    void clear() { waiting_.clear(); }

private:
    Outside& outside_;
    std::deque<Bytes> waiting_;
};

} // namespace cordee::transfer
