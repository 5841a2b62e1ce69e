#include "apps/broker/policy/policy.hpp"

#include <algorithm>

namespace cordee::broker {
namespace {

bool covers(std::string_view pattern, std::string_view value)
{
    return pattern == "*" || pattern == value;
}

bool has_name(const std::vector<std::string>& names, const std::string& name)
{
    return std::ranges::find(names, name) != names.end();
}

bool concerns(const Who& rule, const Person& asker)
{
    switch (rule.kind) {
    case Who::Kind::everybody:
        return true;
    case Who::Kind::one:
        return rule.name == asker.email;
    case Who::Kind::group:
        return has_name(asker.groups, rule.name);
    }
    return false;
}

bool is_there(const Where& rule, const Computer& place)
{
    switch (rule.kind) {
    case Where::Kind::anywhere:
        return true;
    case Where::Kind::any_device:
        return !place.device.empty();
    case Where::Kind::device:
        return !place.device.empty() && (rule.name == place.device || rule.name == place.name);
    case Where::Kind::group:
        return has_name(place.groups, rule.name);
    }
    return false;
}

/// Where the zone is not known, what denies holds and what allows does not.
bool holds_at(const Rule& rule, WallTime at)
{
    return !rule.when || is_within(*rule.when, at).value_or(!rule.allow);
}

bool speaks_of(const Rule& rule, std::string_view module, std::string_view permission)
{
    return covers(rule.module, module) &&
           std::ranges::any_of(rule.permissions,
                               [&](const auto& listed) { return covers(listed, permission); }) &&
           direction_covers(rule.direction, rule.allow, module, permission);
}

} // namespace

std::string explain(const Decision& decision, Language language)
{
    if (decision.rule == nullptr)
        return std::string{tr("no rule allows it", language)};
    const auto text =
        decision.allowed ? tr("allowed by rule {}", language) : tr("denied by rule {}", language);
    return fmt::format(fmt::runtime(text), decision.rule->line);
}

Decision Policy::decide(const Person& who, const Computer& where, std::string_view module,
                        std::string_view permission, WallTime at) const
{
    Decision decision;
    for (const auto& written : rules_) {
        const auto& rule = written.rule;
        if (rule.allow && decision.rule != nullptr)
            continue;
        if (!speaks_of(rule, module, permission) || !concerns(rule.who, who) ||
            !is_there(rule.where, where) || !holds_at(rule, at))
            continue;
        if (!rule.allow)
            return {false, &written};
        decision = {true, &written};
    }
    return decision;
}

std::vector<ModuleAccess> Policy::narrow(const Person& who, const Computer& where,
                                         const std::vector<ModuleAccess>& asked, WallTime at) const
{
    std::vector<ModuleAccess> out;
    for (const auto& wish : asked) {
        ModuleAccess kept{wish.id, {}};
        for (const auto& permission : wish.permissions)
            if (decide(who, where, wish.id, permission, at).allowed)
                kept.permissions.push_back(permission);
        if (!kept.permissions.empty())
            out.push_back(std::move(kept));
    }
    return out;
}

std::vector<bool> Policy::in_force(WallTime at) const
{
    std::vector<bool> out;
    for (const auto& written : rules_)
        if (written.rule.when)
            out.push_back(holds_at(written.rule, at));
    return out;
}

} // namespace cordee::broker
