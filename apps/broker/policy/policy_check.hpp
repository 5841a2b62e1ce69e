// What a person has to look at in a policy before it is used here.
#pragma once

#include "apps/broker/policy/policy_text.hpp"

namespace cordee::broker {

struct Broker;

/// Beside what cannot be read: time zones that this system does not know, and as warnings the names of
/// groups, devices and operators that nobody has.
PolicyText check_policy(const Broker& broker, std::string_view text, Language language);

/// Without warnings.
bool is_usable(const PolicyText& checked);

} // namespace cordee::broker
