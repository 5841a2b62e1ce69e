// A line of the policy, cut into words.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cordee::broker {

struct Word {
    std::string text;
    std::size_t at = 0; ///< byte in the line
    bool quoted = false;
};

struct Words {
    std::vector<Word> list;
    std::optional<std::string> comment;
    /// The byte where it is no line of a policy, and why not.
    enum class Fault { none, unclosed, glued, not_text };
    Fault fault = Fault::none;
    std::size_t fault_at = 0;
};

Words split_policy_line(std::string_view line);

/// In quotes, with \ before " and \.
std::string in_quotes(std::string_view name);

/// "mon-fri", "mon,wed": bits from Monday on. Empty for something else; "fri-mon" goes over the week's end.
std::optional<std::uint8_t> parse_days(std::string_view text);
std::string print_days(std::uint8_t days);

struct Hours {
    int from = 0;
    int until = 0;
};
/// "08:00-18:30", in minutes; "24:00" may end it. Empty for something else.
std::optional<Hours> parse_hours(std::string_view text);
std::string print_hours(const Hours& hours);
/// Whether somebody meant hours, rightly or not.
bool looks_like_hours(std::string_view text);

/// 1..64 of A-Z a-z 0-9 _ + - /
bool is_zone_name(std::string_view text);

} // namespace cordee::broker
