// What was received, held against what must be.
#pragma once

#include "messages.hpp"

#include <vector>

namespace traffic {

/// Counted messages: each exactly once and in order. A pause of arrivals is kept, for tests that break the
/// path meanwhile.
class CountCheck {
public:
    struct Gap {
        Clock::time_point from;
        Clock::time_point until;
    };

    void take(Message message, std::size_t most, Clock::time_point now);
    [[nodiscard]] std::uint64_t received() const { return received_; }
    [[nodiscard]] std::uint64_t missing() const { return missing_; }
    [[nodiscard]] std::uint64_t repeated() const { return repeated_; }
    [[nodiscard]] std::uint64_t damaged() const { return damaged_; }
    [[nodiscard]] const std::vector<Gap>& gaps() const { return gaps_; }

private:
    std::uint64_t next_ = 0;
    std::uint64_t received_ = 0;
    std::uint64_t missing_ = 0;
    std::uint64_t repeated_ = 0; ///< or overtaken
    std::uint64_t damaged_ = 0;
    Clock::time_point last_{};
    std::vector<Gap> gaps_;
};

/// Delays of voice or input: messages may be lost, and then be as slow as can be.
class DelayCheck {
public:
    void take(const Timed& timed, const Window& window, Clock::time_point now);
    [[nodiscard]] std::uint64_t received() const { return received_; }
    [[nodiscard]] std::uint64_t repeated() const { return repeated_; }
    /// Of those that count.
    [[nodiscard]] std::uint64_t measured() const { return delays_.size(); }
    /// Microseconds, among as many as were sent in the measured time; -1 when that one never came.
    [[nodiscard]] std::int64_t quantile(double q, std::uint64_t sent) const;

private:
    std::vector<bool> seen_;
    std::vector<std::int64_t> delays_;
    std::uint64_t received_ = 0;
    std::uint64_t repeated_ = 0;
};

/// How much arrived of a bulk transfer.
class RateCheck {
public:
    void take(std::size_t size, const Window& window, Clock::time_point now);
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
    /// In the measured time: from the arrival of one message to that of the last.
    [[nodiscard]] double bytes_per_second() const;

private:
    std::uint64_t bytes_ = 0;
    std::uint64_t measured_ = 0; ///< without the first one's, which came before the time began
    Clock::time_point first_{};
    Clock::time_point last_{};
};

} // namespace traffic
