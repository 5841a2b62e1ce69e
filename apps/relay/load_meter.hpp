// Turns totals into what happens per second.
#pragma once

#include "core/base/clock.hpp"

#include <cstdint>

namespace cordee::relay {

class LoadMeter {
public:
    /// `processors` is how many this process may use at once.
    LoadMeter(unsigned processors, SteadyTime now) : processors_{processors}, since_{now} {}

    struct Totals {
        double cpu_seconds = 0;
        std::uint64_t bytes = 0;
    };
    /// Called every second or so. A sample weighs as much as the seconds that it spans, of ten or so.
    void sample(const Totals& totals, SteadyTime now);

    [[nodiscard]] double cpu() const { return cpu_; } ///< 0 to 1
    [[nodiscard]] double bytes_per_second() const { return bytes_per_second_; }

private:
    unsigned processors_;
    SteadyTime since_;
    Totals before_;
    double cpu_ = 0;
    double bytes_per_second_ = 0;
};

/// Of this process, user and system.
double cpu_seconds_used();
/// That this process may run on, at least 1.
unsigned usable_processors();

} // namespace cordee::relay
