#include "apps/broker/policy/policy_explanation.hpp"

#include "apps/broker/broker.hpp"

#include <map>
#include <set>

namespace cordee::broker {
namespace {

/// What there is to be allowed: of packages, and what rules name.
using KnownPermissions = std::map<std::string, std::set<std::string>>;

KnownPermissions known_permissions(Broker& broker, const Policy& policy)
{
    KnownPermissions out;
    for (const auto& package : broker.modules.list())
        out[package.id].insert(package.permissions.begin(), package.permissions.end());
    for (const auto& [rule, line, text] : policy.rules())
        if (rule.module != "*")
            for (const auto& permission : rule.permissions)
                if (auto& known = out[rule.module]; permission != "*")
                    known.insert(permission);
    return out;
}

json::Object decision_to_json(const std::string& module, const std::string& permission,
                              const Decision& decision, Language language)
{
    auto out = json::make_object();
    out.set("module", module);
    out.set("permission", permission);
    out.set("direction", std::string{direction_name(direction_of(module, permission))});
    out.set("allowed", decision.allowed);
    if (decision.rule != nullptr) {
        auto rule = json::make_object();
        rule.set("line", decision.rule->line);
        rule.set("text", decision.rule->text);
        out.set("rule", rule);
    }
    out.set("why", explain(decision, language));
    return out;
}

/// What goes both ways goes this way too.
bool is_asked(const PolicyQuestion& question, const std::string& module, const std::string& permission)
{
    return question.direction == Direction::any ||
           direction_covers(question.direction, false, module, permission);
}

} // namespace

json::Array::Ptr explain_policy(Broker& broker, const Policy& policy, const PolicyQuestion& question,
                                Language language)
{
    auto known = known_permissions(broker, policy);
    if (question.module != "*") {
        auto only = std::move(known[question.module]);
        known = {{question.module, std::move(only)}};
    }
    json::Array::Ptr out{new json::Array};
    for (auto& [module, permissions] : known) {
        if (question.permission)
            permissions = {*question.permission};
        for (const auto& permission : permissions)
            if (is_asked(question, module, permission))
                out->add(decision_to_json(
                    module, permission,
                    policy.decide(question.who, question.where, module, permission, question.at), language));
    }
    return out;
}

} // namespace cordee::broker
