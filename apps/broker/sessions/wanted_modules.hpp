// The modules that somebody asks for, against the policy of this moment.
#pragma once

#include "apps/broker/accounts/operators.hpp"
#include "apps/broker/http/problem.hpp"
#include "apps/broker/policy/module_access.hpp"

#include <vector>

namespace cordee::broker {

struct Broker;

/// The field "modules". Throws the Problem.
std::vector<ModuleAccess> read_modules(const json::Object& body, const Request& request);

/// What the policy leaves of them to that operator, at the device with that id, or at a computer that is none
/// when it is empty. Each module must keep something, and there must be a package of it; throws the Problem
/// otherwise.
std::vector<ModuleAccess> allowed_modules(Broker& broker, const Operator& who, const std::string& device,
                                          const std::vector<ModuleAccess>& asked, const Request& request);

} // namespace cordee::broker
