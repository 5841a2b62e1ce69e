#include "apps/broker/policy/policy.hpp"

#include <algorithm>

namespace cordee::broker {
namespace {

bool covers(std::string_view pattern, std::string_view value)
{
    return pattern == "*" || pattern == value;
}

bool speaks_of(const Rule& rule, std::string_view email, std::string_view module, std::string_view permission)
{
    return covers(rule.who, email) && covers(rule.module, module) &&
           std::ranges::any_of(rule.permissions,
                               [&](const auto& listed) { return covers(listed, permission); });
}

} // namespace

std::string explain(const Decision& decision, Language language)
{
    if (decision.rule == 0)
        return std::string{tr("no rule allows it", language)};
    const auto text =
        decision.allowed ? tr("allowed by rule {}", language) : tr("denied by rule {}", language);
    return fmt::format(fmt::runtime(text), decision.rule);
}

Decision Policy::decide(std::string_view email, std::string_view module, std::string_view permission) const
{
    Decision decision;
    for (std::size_t i = 0; i < rules_.size(); ++i) {
        if (!speaks_of(rules_[i], email, module, permission))
            continue;
        if (!rules_[i].allow)
            return {false, i + 1};
        if (decision.rule == 0)
            decision = {true, i + 1};
    }
    return decision;
}

std::vector<ModuleAccess> Policy::narrow(std::string_view email, const std::vector<ModuleAccess>& asked) const
{
    std::vector<ModuleAccess> out;
    for (const auto& wish : asked) {
        ModuleAccess kept{wish.id, {}};
        for (const auto& permission : wish.permissions)
            if (decide(email, wish.id, permission).allowed)
                kept.permissions.push_back(permission);
        if (!kept.permissions.empty())
            out.push_back(std::move(kept));
    }
    return out;
}

} // namespace cordee::broker
