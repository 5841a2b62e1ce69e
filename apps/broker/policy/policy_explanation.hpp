// What would apply, and why: for one operator, at one device or at none, at one moment.
#pragma once

#include "apps/broker/policy/policy.hpp"
#include "core/base/json.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cordee::broker {

struct Broker;

struct PolicyQuestion {
    Person who;
    Computer where;
    std::string module; ///< "*": each that there is
    std::optional<std::string> permission;
    Direction direction = Direction::any;
    WallTime at{};
};

/// [{module, permission, direction, allowed, rule?:{line, text}, why}]
json::Array::Ptr explain_policy(Broker& broker, const Policy& policy, const PolicyQuestion& question,
                                Language language);

} // namespace cordee::broker
