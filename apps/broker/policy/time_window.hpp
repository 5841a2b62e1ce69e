// When a rule holds: days and hours of a week, as the clocks of a place show them.
#pragma once

#include "core/base/clock.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace cordee::broker {

inline constexpr std::uint8_t kEveryDay = 0x7f;
inline constexpr int kMinutesOfDay = 24 * 60;

struct TimeWindow {
    std::uint8_t days = kEveryDay; ///< bit 0 is Monday
    int from = 0;                  ///< minutes since midnight
    int until = kMinutesOfDay;     ///< the first one outside; not above `from`: on the next day
    std::string zone;              ///< a name of the IANA database
    bool operator==(const TimeWindow&) const = default;
};

/// Empty when this system knows no such zone. Follows the system's tzdata, summer time included.
std::optional<bool> is_within(const TimeWindow& window, WallTime time);
bool is_known_zone(const std::string& zone);

} // namespace cordee::broker
