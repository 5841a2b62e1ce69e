// What one path can carry, judged from acknowledgements: when the next piece may leave and how large it may
// be, so that the path is busy and its queue short. Pure state; time is given.
//
// The sender paces: it sends a little faster than what arrives while the queue is shorter than aimed at, and
// slower when it is longer. What arrives is a moving average, the queue the least delay of the last moments
// over the least of the last 10 s, of full records only (the ideas of BBR,
// draft-cardwell-iccrg-bbr-congestion-control, and of Copa, Arun and Balakrishnan, NSDI 2018). Losses are the
// business of TCP or of the datagram path below. Every 10 s the sender slows down for a moment, so that the
// base delay is seen without a queue.
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
        bool full = false; ///< its record was about as large as it may be
    };

    /// `bytes` leave now, in a record that has so many with them.
    Stamp sent(std::size_t bytes, std::size_t record_so_far, SteadyTime now);
    /// Everything that is to be sent has left, and there would be room for more.
    void idle();
    /// So many bytes arrived; the stamps are those of the oldest and of the newest fragment among them.
    void acknowledged(const Stamp& oldest, const Stamp& newest, std::size_t bytes, SteadyTime now);
    /// Something urgent was sent: pieces of what is not urgent stay small for a while.
    void urgent(SteadyTime now);

    /// When the next piece of what is not urgent may leave; it may have passed.
    [[nodiscard]] SteadyTime next_departure() const { return next_departure_; }
    /// Bytes that may be under way, acknowledged ones apart.
    [[nodiscard]] std::size_t window() const;
    /// Bytes of plaintext for one record of what is not urgent.
    [[nodiscard]] std::size_t record(SteadyTime now) const;
    /// Bytes per second; empty until something was measured.
    [[nodiscard]] std::optional<std::uint64_t> rate() const;
    /// The least of the last 10 s.
    [[nodiscard]] std::optional<std::chrono::microseconds> round_trip() const;

private:
    using Seconds = std::chrono::duration<double>;
    struct Moment {
        SteadyTime at{};
        Seconds delay{};
    };

    void take_delay(Seconds sample, SteadyTime now);
    void take_base(Seconds sample, SteadyTime now);
    void take_rate(std::size_t bytes, SteadyTime now);
    void grow(SteadyTime now);
    /// How long the queue is, beyond the delay of an empty path.
    [[nodiscard]] Seconds queue() const;
    [[nodiscard]] Seconds aim() const;
    /// Much is under way beside voice or input, and nothing was heard of it for a round trip.
    [[nodiscard]] bool held_up() const;
    [[nodiscard]] double pace() const;
    /// Voice or input went this way a moment ago.
    [[nodiscard]] bool live(SteadyTime now) const;

    std::uint64_t delivered_ = 0;
    std::uint64_t under_way_ = 0;
    SteadyTime seen_{}; ///< the last moment that this object knows of
    SteadyTime next_departure_{};
    bool limited_ = false; ///< there was not enough to send since the rate was measured

    double rate_ = 0;         ///< bytes/s that arrive
    std::size_t arrived_ = 0; ///< bytes since measured_at_
    SteadyTime measured_at_{};
    SteadyTime acknowledged_at_{};
    std::uint64_t round_ends_ = 0; ///< of delivered_
    std::uint64_t round_from_ = 0;
    SteadyTime round_at_{};

    std::optional<Seconds> base_;
    SteadyTime base_at_{};
    std::array<Moment, 8> recent_{}; ///< delays of the last acknowledgements
    std::size_t next_recent_ = 0;
    SteadyTime calm_since_{}; ///< there was no queue worth the name
    bool draining_ = false;
    SteadyTime drain_ends_{};
    Seconds drained_{};         ///< least delay while draining
    SteadyTime losses_until_{}; ///< losses hold up what follows them on this path

    bool starting_ = true;
    double full_ = 0; ///< rate at the last growth
    int rounds_without_growth_ = 0;
    std::optional<SteadyTime> urgent_at_;
    std::optional<std::uint64_t> renew_base_from_; ///< of delivered_
    bool small_records_ = false;                   ///< the last one was next to voice or input
};

} // namespace cordee::session
