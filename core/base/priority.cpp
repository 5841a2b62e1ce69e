#include "core/base/priority.hpp"

#include <algorithm>
#include <array>

namespace cordee {
namespace {

constexpr std::array<std::string_view, kPriorityClasses> kNames{"voice",  "input", "control",
                                                                "screen", "chat",  "bulk"};

} // namespace

std::string_view priority_name(PriorityClass priority)
{
    return kNames.at(static_cast<std::size_t>(priority));
}

std::optional<PriorityClass> parse_priority(std::string_view name)
{
    const auto found = std::find(kNames.begin(), kNames.end(), name);
    if (found == kNames.end())
        return std::nullopt;
    return static_cast<PriorityClass>(found - kNames.begin());
}

std::optional<PriorityClass> priority_from_number(std::uint8_t number)
{
    if (number >= kPriorityClasses)
        return std::nullopt;
    return static_cast<PriorityClass>(number);
}

} // namespace cordee
