#include "core/base/version.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace cordee {
namespace {

constexpr std::size_t kMaxDigits = 6;

std::optional<std::uint32_t> parse_version_number(std::string_view digits)
{
    if (digits.empty() || digits.size() > kMaxDigits || (digits.size() > 1 && digits.front() == '0'))
        return std::nullopt;
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc{} || end != digits.data() + digits.size())
        return std::nullopt;
    return value;
}

} // namespace

std::optional<Version> parse_version(std::string_view text)
{
    std::array<std::uint32_t, 3> numbers{};
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const auto dot = text.find('.');
        const bool last = i + 1 == numbers.size();
        if ((dot == std::string_view::npos) != last)
            return std::nullopt;
        const auto number = parse_version_number(text.substr(0, dot));
        if (!number)
            return std::nullopt;
        numbers[i] = *number;
        text.remove_prefix(last ? text.size() : dot + 1);
    }
    return Version{numbers[0], numbers[1], numbers[2]};
}

std::string to_string(const Version& version)
{
    return fmt::format("{}.{}.{}", version.major, version.minor, version.patch);
}

std::string_view program_version()
{
    return CORDEE_VERSION;
}

} // namespace cordee
