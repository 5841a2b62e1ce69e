// Versions of modules: three numbers, compared in order.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cordee {

struct Version {
    std::uint32_t major = 0;
    std::uint32_t minor = 0;
    std::uint32_t patch = 0;
    auto operator<=>(const Version&) const = default;
};

/// Exactly "1.2.3", each number at most 999999 and without leading zeros.
std::optional<Version> parse_version(std::string_view text);
std::string to_string(const Version& version);

/// Of this program.
std::string_view program_version();

} // namespace cordee
