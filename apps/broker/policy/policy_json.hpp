// A policy as JSON, for programs that know the rules of old: an operator or everybody, a module, permissions.
#pragma once

#include "apps/broker/policy/policy_text.hpp"
#include "core/base/error.hpp"
#include "core/base/json.hpp"

namespace cordee::broker {

inline constexpr std::size_t kMaxJsonRules = 256;

/// "*" is everybody.
Rule simple_rule(const std::string& who, const std::string& module,
                 const std::vector<std::string>& permissions, bool allow);
/// As text.
std::string print_rules(const std::vector<Rule>& rules);

/// {"rules":[{operator, module, permissions, effect}]}. Errc::malformed, Errc::too_large.
Result<std::vector<Rule>> rules_from_json(const json::Object& object);
/// Of a rule that says more, more members tell it; such a one cannot be read back, so that nobody loses what
/// it says without knowing.
json::Array::Ptr rules_to_json(const Policy& policy);

json::Array::Ptr problems_to_json(const std::vector<TextProblem>& problems);

} // namespace cordee::broker
