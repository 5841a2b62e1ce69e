// What may happen in a session: the grant, what this machine allows, and what the person said, narrowed in
// this order. Pure functions.
#pragma once

#include "core/base/error.hpp"
#include "core/crypto/grant.hpp"
#include "core/session/module.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace cordee::session {

using Permissions = std::vector<std::string>;

/// What the owner of this machine allows, whatever any grant says. Empty lists deny nothing.
struct DevicePolicy {
    std::vector<std::string> denied_modules;
    Permissions denied_permissions;
    [[nodiscard]] bool allows_module(std::string_view id) const;
    [[nodiscard]] bool allows(std::string_view permission) const;
};

/// The participant with this role; null when the grant lists none or more than one.
const crypto::Part* find_part(const crypto::Grant& grant, std::string_view role);
/// The module in a participant's list; null when it may not be used.
const crypto::GrantedModule* find_module(const crypto::Part& part, std::string_view id);
/// The module in the list of the grant's operator; null when it may not be used.
const crypto::GrantedModule* find_granted(const crypto::Grant& grant, std::string_view id);

/// Whether the grant wants this version not to run, or not any more.
bool is_taken_back(const crypto::GrantedModule& granted, const Version& version);

/// Those of `asked`, each once, that are also in `allowed`.
Permissions intersect(const Permissions& asked, const Permissions& allowed);

/// Of `asked`, what grant and device policy leave to the operator for this module. Errc::not_permitted when
/// the module may not be used, is older than the grant wants, or nothing is left.
Result<Permissions> permitted(const crypto::Grant& grant, const DevicePolicy& policy,
                              const std::string& module, const Version& version, const Permissions& asked);

/// Whether the grant is one to be together on, and asks for nothing that cannot be done here: nothing records
/// yet.
bool may_begin(const crypto::Grant& grant);

/// Whether a renewal leaves the session's people as they were or fewer: the same session, the same keys in
/// the same roles.
bool same_people(const crypto::Grant& before, const crypto::Grant& after);

} // namespace cordee::session
