// What one pair may still cost: bytes, bytes per second, time.
#pragma once

#include "core/base/clock.hpp"
#include "core/crypto/relay_ticket.hpp"

#include <chrono>
#include <cstdint>

namespace cordee::relay {

/// Of two budgets, what both allow; 0 is no limit.
crypto::RelayBudget smaller(const crypto::RelayBudget& one, const crypto::RelayBudget& other);

/// Lets bytes through at a rate. Up to half a second's worth may come at once, so that a picture after a
/// silence is not held up.
class TokenBucket {
public:
    /// Bytes per second; 0 is no limit.
    TokenBucket(std::uint64_t rate, SteadyTime now);

    /// How many bytes may go now.
    std::uint64_t available(SteadyTime now);
    /// What went. It may be more than was available: then the next ones wait the longer.
    void spend(std::uint64_t bytes);
    /// When some may go again that are worth the trouble; the past when they may go already.
    [[nodiscard]] SteadyTime ready_at() const;

private:
    void fill(SteadyTime now);

    std::uint64_t rate_;
    double burst_;
    double tokens_;
    SteadyTime filled_;
};

/// No I/O; one strand, or the thread that forwards.
class PairBudget {
public:
    PairBudget(const crypto::RelayBudget& budget, SteadyTime now)
        : budget_{budget}, bucket_{budget.rate, now}, begin_{now}
    {}

    /// How many bytes may be taken from either side now, at least 0.
    std::uint64_t available(SteadyTime now);
    void spend(std::uint64_t bytes)
    {
        spent_ += bytes;
        bucket_.spend(bytes);
    }
    /// When to ask again after available() said 0.
    [[nodiscard]] SteadyTime ready_at() const { return bucket_.ready_at(); }
    /// When the time is over; SteadyTime::max() without such a limit.
    [[nodiscard]] SteadyTime end() const;

    enum class Spent { nothing, bytes, time };
    /// What ends the pair.
    [[nodiscard]] Spent spent(SteadyTime now) const;
    [[nodiscard]] bool limits_anything() const { return budget_ != crypto::RelayBudget{}; }

private:
    crypto::RelayBudget budget_;
    TokenBucket bucket_;
    SteadyTime begin_;
    std::uint64_t spent_ = 0;
};

} // namespace cordee::relay
