// Modules with their permissions: what an invitation asks for and a session may do.
#pragma once

#include "core/base/error.hpp"
#include "core/base/json.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cordee::broker {

struct ModuleAccess {
    std::string id;
    std::vector<std::string> permissions;
    bool operator==(const ModuleAccess&) const = default;
};

/// Modules and permissions are named by 1..64 of a-z 0-9 . -
bool is_plain_name(std::string_view text);

/// [{id, permissions}], at most 8 modules with 16 permissions each; an empty permission list is malformed.
Result<std::vector<ModuleAccess>> modules_from_json(const json::Object& object, const std::string& key);
json::Array::Ptr modules_to_json(const std::vector<ModuleAccess>& modules);

} // namespace cordee::broker
