// Moments as the database keeps them.
#pragma once

#include "core/base/clock.hpp"

#include <cstdint>

namespace cordee::broker {

inline std::int64_t to_seconds(WallTime time)
{
    return time.time_since_epoch().count();
}

inline WallTime from_seconds(std::int64_t seconds)
{
    return WallTime{std::chrono::seconds{seconds}};
}

} // namespace cordee::broker
