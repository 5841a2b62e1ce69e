// Moments and ids as the database keeps them.
#pragma once

#include "core/base/clock.hpp"

#include <charconv>
#include <cstdint>
#include <string_view>

namespace cordee::broker {

inline std::int64_t to_seconds(WallTime time)
{
    return time.time_since_epoch().count();
}

inline WallTime from_seconds(std::int64_t seconds)
{
    return WallTime{std::chrono::seconds{seconds}};
}

/// An id of digits; 0, which is nobody's, for anything else.
inline std::int64_t number_from(std::string_view text)
{
    std::int64_t out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc{} && end == text.data() + text.size() ? out : 0;
}

} // namespace cordee::broker
