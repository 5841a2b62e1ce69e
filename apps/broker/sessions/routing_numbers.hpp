// The part of a session code that the broker gives: a number that leads to one open invitation.
#pragma once

#include "apps/broker/storage/database.hpp"
#include "core/base/clock.hpp"
#include "core/base/random.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace cordee::broker {

inline constexpr std::chrono::minutes kCodeLife{10};

/// 4 to 6 digits.
bool is_routing_number(const std::string& text);

/// Random among the free ones: of 4 digits, or of one more while more than half of those with fewer are in
/// use. Empty when there is none to give.
std::optional<std::string> free_routing_number(Database& database, WallTime now, Random& random);

} // namespace cordee::broker
