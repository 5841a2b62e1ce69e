// The operator's pointer, buttons and wheel on their way to the other side. Of a motion only the newest place
// counts, and it is sent at most every 8 ms. Before a button or the wheel its place is sent, always, since
// the person there may have moved the pointer meanwhile.
#pragma once

#include "protocol/messages.hpp"

#include <array>
#include <chrono>
#include <optional>
#include <set>

namespace cordee::remote {

class PointerSink {
public:
    virtual ~PointerSink() = default;
    virtual void send(const InputMessage& message) = 0;
    /// Motion waits while this is true.
    virtual bool blocked() = 0;
};

/// Window thread only.
class PointerInput {
public:
    using Time = std::chrono::steady_clock::time_point;
    static constexpr std::chrono::milliseconds kPace{8};

    explicit PointerInput(PointerSink& sink) : sink_{sink} {}

    void moved(Point at, Time now);
    void button(std::uint8_t number, bool down, Point at, Time now);
    /// In notches, also parts of one; right and away from the person are positive.
    void wheel(float x, float y, Point at, Time now);
    /// Sends the motion that waits, when it is time.
    void tick(Time now);
    /// When tick() has something to do next.
    [[nodiscard]] std::optional<Time> due() const;
    void release_all();
    /// The other side has forgotten everything.
    void forget();
    /// Whether a report of the remote pointer is an echo of what was sent lately.
    [[nodiscard]] bool sent_lately(Point at) const;

private:
    void send_motion(Time now);

    PointerSink& sink_;
    std::optional<Point> waiting_;
    Time last_sent_{};
    std::set<std::uint8_t> held_;
    float wheel_x_ = 0;
    float wheel_y_ = 0;
    /// The latest places sent, as a ring: half a second of motion.
    std::array<std::optional<Point>, 64> sent_{};
    std::size_t next_sent_ = 0;
};

} // namespace cordee::remote
