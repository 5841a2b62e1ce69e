#include "apps/broker/policy/policy_store.hpp"

#include "apps/broker/accounts/operators.hpp"
#include "apps/broker/accounts/words.hpp"

#include <algorithm>

namespace cordee::broker {
namespace {

constexpr std::size_t kMaxModules = 8;
constexpr std::size_t kMaxPermissions = 16;

bool is_pattern(std::string_view text)
{
    return text == "*" || is_plain_name(text);
}

Result<Rule> rule_from_json(const json::Object& object)
{
    const auto who = json::get_string(object, "operator");
    const auto module = json::get_string(object, "module");
    const auto permissions = json::get_strings(object, "permissions");
    const auto effect = json::get_string(object, "effect");
    if (!who || !module || !permissions || !effect || object.size() != 4)
        return Errc::malformed;
    if (who->empty() || who->size() > kMaxEmail || !is_pattern(*module))
        return Errc::malformed;
    if (permissions->empty() || permissions->size() > kMaxPermissions ||
        !std::ranges::all_of(*permissions, is_pattern))
        return Errc::malformed;
    if (*effect != "allow" && *effect != "deny")
        return Errc::malformed;
    return Rule{lower_case(*who), *module, *permissions, *effect == "allow"};
}

Result<ModuleAccess> module_from_json(const json::Object& object)
{
    const auto id = json::get_string(object, "id");
    const auto permissions = json::get_strings(object, "permissions");
    if (!id || !permissions || !is_plain_name(*id))
        return Errc::malformed;
    if (permissions->empty() || permissions->size() > kMaxPermissions ||
        !std::ranges::all_of(*permissions, is_plain_name))
        return Errc::malformed;
    return ModuleAccess{*id, *permissions};
}

} // namespace

bool is_plain_name(std::string_view text)
{
    return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
    });
}

Policy PolicyStore::load() const
{
    std::vector<Rule> rules;
    for (const auto& row :
         database_.query("SELECT operator, module, permissions, effect FROM policy_rule ORDER BY position"))
        rules.push_back({row.text(0), row.text(1), split_words(row.text(2)), row.text(3) == "allow"});
    return Policy{std::move(rules)};
}

void PolicyStore::save(const Policy& policy)
{
    Database::Transaction transaction{database_};
    database_.run("DELETE FROM policy_rule");
    std::int64_t position = 0;
    for (const auto& rule : policy.rules())
        database_.run("INSERT INTO policy_rule VALUES (?, ?, ?, ?, ?)",
                      {++position, rule.who, rule.module, join_words(rule.permissions),
                       std::string{rule.allow ? "allow" : "deny"}});
    transaction.commit();
}

Result<Policy> policy_from_json(const json::Object& object)
{
    const auto listed = json::get_objects(object, "rules");
    if (!listed || object.size() != (object.has("modules") ? 2U : 1U))
        return Errc::malformed;
    if (listed->size() > kMaxRules)
        return Errc::too_large;
    std::vector<Rule> rules;
    for (const auto& entry : *listed) {
        auto rule = rule_from_json(*entry);
        if (rule.has_error())
            return rule.error();
        rules.push_back(std::move(rule).value());
    }
    return Policy{std::move(rules)};
}

json::Object policy_to_json(const Policy& policy)
{
    json::Array::Ptr rules{new json::Array};
    for (const auto& rule : policy.rules()) {
        auto entry = json::make_object();
        entry.set("operator", rule.who);
        entry.set("module", rule.module);
        entry.set("permissions", json::make_array(rule.permissions));
        entry.set("effect", std::string{rule.allow ? "allow" : "deny"});
        rules->add(entry);
    }
    auto out = json::make_object();
    out.set("rules", rules);
    return out;
}

Result<std::vector<ModuleAccess>> modules_from_json(const json::Object& object, const std::string& key)
{
    const auto listed = json::get_objects(object, key);
    if (!listed || listed->empty())
        return Errc::malformed;
    if (listed->size() > kMaxModules)
        return Errc::too_large;
    std::vector<ModuleAccess> modules;
    for (const auto& entry : *listed) {
        auto module = module_from_json(*entry);
        if (module.has_error())
            return module.error();
        if (std::ranges::any_of(modules, [&](const auto& known) { return known.id == module->id; }))
            return Errc::malformed;
        modules.push_back(std::move(module).value());
    }
    return modules;
}

json::Array::Ptr modules_to_json(const std::vector<ModuleAccess>& modules)
{
    json::Array::Ptr out{new json::Array};
    for (const auto& module : modules) {
        auto entry = json::make_object();
        entry.set("id", module.id);
        entry.set("permissions", json::make_array(module.permissions));
        out->add(entry);
    }
    return out;
}

} // namespace cordee::broker
