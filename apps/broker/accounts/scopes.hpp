// What a program's token may be for. Where no scope is named, only a login of the person opens.
#pragma once

#include "apps/broker/accounts/operators.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cordee::broker {

/// The scopes that a role has any use for.
const std::vector<std::string>& scopes_of(Role role);

/// The scope that a request needs; empty: none opens it. Reading who one is needs no particular one: "any".
std::string_view needed_scope(std::string_view method, std::string_view path);
inline constexpr std::string_view kAnyScope = "any";

} // namespace cordee::broker
