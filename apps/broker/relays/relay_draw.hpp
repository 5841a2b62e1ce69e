// Chance without randomness: the same session draws the same for the same relay, so that a choice can be
// repeated.
#pragma once

#include <cstdint>
#include <string_view>

namespace cordee::broker {

/// ChoiceFacts::draw of a session, from its id.
std::uint64_t draw_of(std::string_view session_id);
/// Within [0, 1), even and independent among relays and sessions.
double luck_of(std::uint64_t draw, std::string_view relay);

} // namespace cordee::broker
