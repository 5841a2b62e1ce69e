// The policy where it is kept: in the database, and as JSON for who reads or writes it.
#pragma once

#include "apps/broker/policy/policy.hpp"
#include "apps/broker/storage/database.hpp"
#include "core/base/error.hpp"
#include "core/base/json.hpp"

namespace cordee::broker {

inline constexpr std::size_t kMaxRules = 256;

class PolicyStore {
public:
    explicit PolicyStore(Database& database) : database_{database} {}
    [[nodiscard]] Policy load() const;
    /// Replaces every rule at once.
    void save(const Policy& policy);

private:
    Database& database_;
};

/// {"rules":[{operator, module, permissions, effect}]}. Errc::malformed, Errc::too_large.
Result<Policy> policy_from_json(const json::Object& object);
json::Object policy_to_json(const Policy& policy);

/// [{id, permissions}], at most 8 modules with 16 permissions each; an empty permission list is malformed.
Result<std::vector<ModuleAccess>> modules_from_json(const json::Object& object, const std::string& key);
json::Array::Ptr modules_to_json(const std::vector<ModuleAccess>& modules);

/// Modules and permissions are named by 1..64 of a-z 0-9 . -
bool is_plain_name(std::string_view text);

} // namespace cordee::broker
