#include "core/session/rights.hpp"

#include <algorithm>

namespace cordee::session {
namespace {

template <class Range, class Value>
bool contains(const Range& range, const Value& value)
{
    return std::find(range.begin(), range.end(), value) != range.end();
}

} // namespace

bool is_taken_back(const crypto::GrantedModule& granted, const Version& version)
{
    return (granted.max && *granted.max < version) || contains(granted.withdrawn, version);
}

bool DevicePolicy::allows_module(std::string_view id) const
{
    return !contains(denied_modules, id);
}
bool DevicePolicy::allows(std::string_view permission) const
{
    return !contains(denied_permissions, permission);
}

const crypto::Part* find_part(const crypto::Grant& grant, std::string_view role)
{
    const crypto::Part* found = nullptr;
    for (const auto& part : grant.parts) {
        if (part.role != role)
            continue;
        if (found != nullptr)
            return nullptr;
        found = &part;
    }
    return found;
}

const crypto::GrantedModule* find_module(const crypto::Part& part, std::string_view id)
{
    const auto found =
        std::find_if(part.mods.begin(), part.mods.end(), [&](const auto& m) { return m.id == id; });
    return found == part.mods.end() ? nullptr : &*found;
}

const crypto::GrantedModule* find_granted(const crypto::Grant& grant, std::string_view id)
{
    const auto* part = find_part(grant, "operator");
    return part == nullptr ? nullptr : find_module(*part, id);
}

Permissions intersect(const Permissions& asked, const Permissions& allowed)
{
    Permissions out;
    for (const auto& permission : asked)
        if (contains(allowed, permission) && !contains(out, permission))
            out.push_back(permission);
    return out;
}

Result<Permissions> permitted(const crypto::Grant& grant, const DevicePolicy& policy,
                              const std::string& module, const Version& version, const Permissions& asked)
{
    const auto* part = find_part(grant, "operator");
    const auto* granted = part == nullptr ? nullptr : find_module(*part, module);
    if (granted == nullptr || version < granted->min || is_taken_back(*granted, version) ||
        !policy.allows_module(module))
        return Errc::not_permitted;
    auto left = intersect(asked, part->perms);
    if (granted->perms)
        left = intersect(left, *granted->perms);
    std::erase_if(left, [&](const auto& permission) { return !policy.allows(permission); });
    if (left.empty())
        return Errc::not_permitted;
    return left;
}

bool may_begin(const crypto::Grant& grant)
{
    return grant.typ == "grant" && grant.rec.rule != "required";
}

bool same_people(const crypto::Grant& before, const crypto::Grant& after)
{
    return before.sid == after.sid &&
           std::all_of(after.parts.begin(), after.parts.end(), [&](const auto& part) {
               const auto* was = find_part(before, part.role);
               return was != nullptr && was->key == part.key;
           });
}

} // namespace cordee::session
