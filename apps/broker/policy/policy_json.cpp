#include "apps/broker/policy/policy_json.hpp"

#include "apps/broker/accounts/operators.hpp"
#include "apps/broker/policy/policy_words.hpp"

#include <algorithm>

namespace cordee::broker {
namespace {

bool is_pattern(std::string_view text)
{
    return text == "*" || is_plain_name(text);
}

/// What stands in a line of text must be possible in one.
bool is_who(const std::string& text)
{
    return !text.empty() && text.size() <= kMaxEmail &&
           split_policy_line(in_quotes(text)).fault == Words::Fault::none;
}

Result<Rule> rule_from_json(const json::Object& object)
{
    const auto who = json::get_string(object, "operator");
    const auto module = json::get_string(object, "module");
    const auto permissions = json::get_strings(object, "permissions");
    const auto effect = json::get_string(object, "effect");
    if (!who || !module || !permissions || !effect || object.size() != 4)
        return Errc::malformed;
    if (!is_who(*who) || !is_pattern(*module))
        return Errc::malformed;
    if (permissions->empty() || permissions->size() > kMaxRulePermissions ||
        !std::ranges::all_of(*permissions, is_pattern))
        return Errc::malformed;
    if (*effect != "allow" && *effect != "deny")
        return Errc::malformed;
    return simple_rule(*who, *module, *permissions, *effect == "allow");
}

void add_where(json::Object& entry, const Where& where)
{
    if (where.kind == Where::Kind::any_device)
        entry.set("device", std::string{"*"});
    else if (where.kind == Where::Kind::device)
        entry.set("device", where.name);
    else if (where.kind == Where::Kind::group)
        entry.set("device_group", where.name);
}

json::Object rule_to_json(const Rule& rule)
{
    auto entry = json::make_object();
    if (rule.who.kind == Who::Kind::group)
        entry.set("group", rule.who.name);
    else
        entry.set("operator", rule.who.kind == Who::Kind::everybody ? "*" : rule.who.name);
    entry.set("module", rule.module);
    entry.set("permissions", json::make_array(rule.permissions));
    if (rule.direction != Direction::any)
        entry.set("direction", std::string{direction_name(rule.direction)});
    add_where(entry, rule.where);
    if (rule.when) {
        entry.set("days", print_days(rule.when->days));
        entry.set("hours", print_hours({rule.when->from, rule.when->until}));
        entry.set("zone", rule.when->zone);
    }
    entry.set("effect", std::string{rule.allow ? "allow" : "deny"});
    return entry;
}

} // namespace

Rule simple_rule(const std::string& who, const std::string& module,
                 const std::vector<std::string>& permissions, bool allow)
{
    Rule out;
    out.allow = allow;
    if (who != "*")
        out.who = {Who::Kind::one, lower_case(who)};
    out.module = module;
    for (const auto& permission : permissions)
        if (std::ranges::find(out.permissions, permission) == out.permissions.end())
            out.permissions.push_back(permission);
    if (std::ranges::find(permissions, "*") != permissions.end())
        out.permissions = {"*"};
    return out;
}

std::string print_rules(const std::vector<Rule>& rules)
{
    std::vector<TextLine> lines;
    for (const auto& rule : rules)
        lines.push_back({rule, std::nullopt});
    return print_policy(lines);
}

Result<std::vector<Rule>> rules_from_json(const json::Object& object)
{
    const auto listed = json::get_objects(object, "rules");
    if (!listed || object.size() != (object.has("modules") ? 2U : 1U))
        return Errc::malformed;
    if (listed->size() > kMaxJsonRules)
        return Errc::too_large;
    std::vector<Rule> rules;
    for (const auto& entry : *listed) {
        auto rule = rule_from_json(*entry);
        if (rule.has_error())
            return rule.error();
        rules.push_back(std::move(rule).value());
    }
    return rules;
}

json::Array::Ptr rules_to_json(const Policy& policy)
{
    json::Array::Ptr out{new json::Array};
    for (const auto& written : policy.rules())
        out->add(rule_to_json(written.rule));
    return out;
}

json::Array::Ptr problems_to_json(const std::vector<TextProblem>& problems)
{
    json::Array::Ptr out{new json::Array};
    for (const auto& problem : problems) {
        auto entry = json::make_object();
        entry.set("line", problem.line);
        entry.set("column", problem.column);
        entry.set("what", problem.what);
        entry.set("hint", problem.hint);
        if (problem.warning)
            entry.set("warning", true);
        out->add(entry);
    }
    return out;
}

} // namespace cordee::broker
