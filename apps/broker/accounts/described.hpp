// Operators as the API tells of them, and what their handlers share.
#pragma once

#include "apps/broker/accounts/groups.hpp"
#include "apps/broker/accounts/operators.hpp"
#include "apps/broker/http/problem.hpp"

#include <chrono>
#include <string>

namespace cordee::broker {

struct Broker;

inline constexpr std::size_t kMaxCode = 16; ///< of a second factor, as somebody types it

/// {id, email, name, role}
json::Object describe_briefly(const Operator& who);
/// Whole, for who rules them.
json::Object describe(const Broker& broker, const Operator& who, const Groups::Ids& groups);

/// Uses a code of the second factor up; throws "unauthorized" for a wrong one, "limit" after several.
void require_code(Broker& broker, const Operator& who, const std::string& code, const Request& request);
Problem wrong_code(const Request& request);

/// Set-Cookie; an empty value takes it back.
std::string cookie_header(const std::string& value, std::chrono::seconds life);

} // namespace cordee::broker
