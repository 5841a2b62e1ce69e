// Time as an interface, so that tests move it by hand.
#pragma once

#include <chrono>

namespace cordee {

using WallTime = std::chrono::sys_seconds;
using SteadyTime = std::chrono::steady_clock::time_point;

/// Implementations are safe to call from any thread.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual WallTime now() const = 0;
    [[nodiscard]] virtual SteadyTime steady() const = 0;
};

/// The machine's clock; lives for the whole program.
const Clock& system_clock();

} // namespace cordee
