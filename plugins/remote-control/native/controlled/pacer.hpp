// When the next update may leave, and how large it may be: at most two are on their way, each about as long
// as the path carries in a moment. So the newest screen is never behind much of an older one.
#pragma once

#include "protocol/messages.hpp"

#include <chrono>
#include <deque>

namespace cordee::remote {

/// Belongs to one thread.
class Pacer {
public:
    using Time = std::chrono::steady_clock::time_point;

    void reset();
    [[nodiscard]] bool may_send() const { return sent_.size() < kMaxUnacknowledged; }
    [[nodiscard]] std::size_t max_bytes() const { return max_bytes_; }
    void sent(std::uint32_t number, std::size_t bytes, Time now);
    /// False for a number that is not on its way.
    [[nodiscard]] bool acknowledged(std::uint32_t number, Time now);

private:
    struct Sent {
        std::uint32_t number;
        std::size_t bytes;
        Time at;
    };
    static constexpr std::size_t kStart = 256 * 1024;
    std::deque<Sent> sent_;
    std::size_t max_bytes_ = kStart;
};

} // namespace cordee::remote
