// What one path can carry, judged from acknowledgements: how much may be under way, so that the path is busy
// and its queue short. Pure state; time is given.
//
// The model is that of BBR (draft-cardwell-iccrg-bbr-congestion-control), made smaller, as TCP or the
// datagram path below looks after losses: the bottleneck's rate is the largest delivery rate of the last
// round trips, the base delay is the least round trip of the last 10 s, and rate x (base delay + a little)
// may be under way. The little is a standing queue, and it lets the rate grow where there is more room. Every
// 10 s the window closes for one round trip, so that the base delay is seen without that queue.
#pragma once

#include "core/base/clock.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace cordee::session {

class PathEstimate {
public:
    /// What was known when a fragment left; kept with it until it is acknowledged.
    struct Stamp {
        SteadyTime at{};
        std::uint64_t delivered = 0;
        SteadyTime delivered_at{};
        bool limited = false; ///< there was not enough to send
    };

    /// `bytes` leave now.
    Stamp sent(std::size_t bytes, SteadyTime now);
    /// Everything that is to be sent has left, and there would be room for more.
    void idle();
    /// So many bytes arrived; the stamp is that of the newest fragment among them.
    void acknowledged(const Stamp& newest, std::size_t bytes, SteadyTime now);
    /// Something urgent was sent: pieces of what is not urgent stay small for a while.
    void urgent(SteadyTime now);

    /// Bytes that may be under way, acknowledged ones apart.
    [[nodiscard]] std::size_t window() const;
    /// Bytes of plaintext for one record of what is not urgent.
    [[nodiscard]] std::size_t record(SteadyTime now) const;
    /// Bytes per second; empty until something was measured.
    [[nodiscard]] std::optional<std::uint64_t> rate() const;
    /// The least of the last 10 s.
    [[nodiscard]] std::optional<std::chrono::microseconds> round_trip() const;

private:
    void take_round_trip(std::chrono::microseconds sample, SteadyTime now);
    void take_rate(double sample);
    void end_round();
    /// Voice or input went this way a moment ago.
    [[nodiscard]] bool live(SteadyTime now) const;

    static constexpr std::size_t kRounds = 10;

    std::uint64_t delivered_ = 0;
    SteadyTime delivered_at_{};
    std::uint64_t under_way_ = 0;
    SteadyTime seen_{};               ///< the last moment that this object knows of
    std::size_t piece_ = 0;           ///< size of the larger fragments
    std::uint64_t limited_until_ = 0; ///< of delivered_; samples before it were limited by the sender

    std::array<double, kRounds> best_{}; ///< bytes/s, of the last round trips
    std::size_t round_ = 0;
    std::uint64_t round_ends_ = 0; ///< of delivered_

    std::optional<std::chrono::microseconds> base_;
    SteadyTime base_at_{};
    bool draining_ = false;
    SteadyTime drain_ends_{};
    std::chrono::microseconds drained_{}; ///< least round trip while draining

    bool starting_ = true;
    double full_ = 0; ///< rate at the last growth
    int rounds_without_growth_ = 0;
    std::optional<SteadyTime> urgent_at_;
};

} // namespace cordee::session
