// The policy as people write it: one rule a line. POLICY.md beside this file describes the language.
#pragma once

#include "apps/broker/policy/policy.hpp"
#include "core/base/language.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cordee::broker {

inline constexpr std::size_t kMaxPolicyText = 128 * 1024;
inline constexpr std::size_t kMaxPolicyLine = 1000; ///< bytes
inline constexpr std::size_t kMaxRules = 1000;
inline constexpr std::size_t kMaxRulePermissions = 16;

/// Something that a person has to look at. Lines and columns are counted from 1, columns in characters.
struct TextProblem {
    std::size_t line = 0;
    std::size_t column = 0;
    std::string what;
    std::string hint;
    bool warning = false; ///< the policy can be used nevertheless
};

struct TextLine {
    std::optional<Rule> rule;
    std::optional<std::string> comment; ///< what follows the #
    bool operator==(const TextLine&) const = default;
};

struct PolicyText {
    std::vector<TextLine> lines;
    std::vector<WrittenRule> rules;
    std::vector<TextProblem> problems; ///< the first twenty; none of them is a warning
};

/// Never throws. What zones, groups and devices there are is not looked at here.
PolicyText parse_policy(std::string_view text, Language language);

/// One line, without its end.
std::string print_rule(const Rule& rule);
/// parse_policy(print_policy(lines)).lines == lines.
std::string print_policy(const std::vector<TextLine>& lines);

} // namespace cordee::broker
