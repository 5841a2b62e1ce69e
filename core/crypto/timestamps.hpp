// Moments in signed tokens: RFC 3339, whole seconds.
#pragma once

#include "core/base/clock.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace cordee::crypto {

/// "2026-01-31T12:00:00Z"
std::string format_timestamp(WallTime time);

/// Any offset; fractions of a second are dropped. Empty for what is no date from 1970 to 9999, and for leap
/// seconds.
std::optional<WallTime> parse_timestamp(std::string_view text);

} // namespace cordee::crypto
