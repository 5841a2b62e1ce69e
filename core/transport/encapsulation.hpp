// What the records of a relay connection look like from outside.
#pragma once

#include <optional>
#include <string_view>

namespace cordee::transport {

/// http and https are WebSocket, or long-poll where something on the way breaks WebSocket.
enum class Encapsulation { native, https, http };

/// The name in settings and JSON.
std::string_view to_string(Encapsulation encapsulation);
/// Empty for any other text.
std::optional<Encapsulation> parse_encapsulation(std::string_view name);

} // namespace cordee::transport
