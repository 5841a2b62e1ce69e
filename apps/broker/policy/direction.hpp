// Which way something goes when a permission is used: to the client, from the client, or both.
#pragma once

#include <string_view>

namespace cordee::broker {

enum class Direction { any, to_client, from_client };

/// Direction::any for a permission that gives both ways, and for one of a module that is not known here.
Direction direction_of(std::string_view module, std::string_view permission);

/// Whether a rule for one direction speaks of that permission. What goes both ways cannot be had by halves: a
/// permission is there only where both ways are, and it is gone where one of them is.
bool direction_covers(Direction rule, bool allow, std::string_view module, std::string_view permission);

/// "to-client", "from-client", "both".
std::string_view direction_name(Direction direction);

} // namespace cordee::broker
