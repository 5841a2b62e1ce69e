// Which channel goes first on a shared path. Lower values go first; the values travel in the protocol.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace cordee {

enum class PriorityClass : std::uint8_t { voice, input, control, screen, chat, bulk };

inline constexpr std::size_t kPriorityClasses = 6;

/// The lower-case name, as manifest.json spells it.
std::string_view priority_name(PriorityClass priority);
std::optional<PriorityClass> parse_priority(std::string_view name);
/// Empty for a number that names no class.
std::optional<PriorityClass> priority_from_number(std::uint8_t number);

} // namespace cordee
