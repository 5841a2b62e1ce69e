#include "apps/broker/policy/module_access.hpp"

#include <algorithm>

namespace cordee::broker {
namespace {

constexpr std::size_t kMaxModules = 8;
constexpr std::size_t kMaxAskedPermissions = 16;

Result<ModuleAccess> module_from_json(const json::Object& object)
{
    const auto id = json::get_string(object, "id");
    const auto permissions = json::get_strings(object, "permissions");
    if (!id || !permissions || !is_plain_name(*id))
        return Errc::malformed;
    if (permissions->empty() || permissions->size() > kMaxAskedPermissions ||
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
