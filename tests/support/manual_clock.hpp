// A clock that a test moves by hand.
#pragma once

#include "core/base/clock.hpp"

namespace cordee {

class ManualClock : public Clock {
public:
    [[nodiscard]] WallTime now() const override { return now_; }
    [[nodiscard]] SteadyTime steady() const override { return steady_; }

    void advance(std::chrono::seconds by)
    {
        now_ += by;
        steady_ += by;
    }
    /// Only the wall clock, as an administrator or an attacker would set it.
    void set(WallTime to) { now_ = to; }

private:
    WallTime now_{std::chrono::seconds{1'800'000'000}};
    SteadyTime steady_{std::chrono::hours{1}};
};

} // namespace cordee
