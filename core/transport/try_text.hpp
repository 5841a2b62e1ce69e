// What came of tries, in words for a person.
#pragma once

#include "core/transport/relay_try.hpp"

#include <string>
#include <vector>

namespace cordee::transport {

/// "no answer; a firewall drops it"
std::string explain(TryEnd end);

/// "ports 443, 80: connected, then cut off; port 21: refused; through the proxy, port 443: …". One line,
/// whatever the number of tries; of a port that was tried in several ways, the one that came furthest.
std::string explain(const std::vector<RelayTry>& tries);

/// What the person can do about it.
std::string advice(const std::vector<RelayTry>& tries);

} // namespace cordee::transport
