// Text from outside, made safe for a terminal, a window or a log line.
#pragma once

#include <string>
#include <string_view>

namespace cordee {

/// Control characters, bidirectional overrides and broken UTF-8 become U+FFFD; cut after `max` characters.
std::string printable(std::string_view untrusted, std::size_t max = 80);

} // namespace cordee
