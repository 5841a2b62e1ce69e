// Whose packages this broker takes.
#pragma once

#include <string>
#include <vector>

namespace cordee::broker {

struct Broker;

/// Minisign keys of those whom the administrator named, else of who signed the packages of the build.
std::vector<std::string> publishers_of(const Broker& broker);

} // namespace cordee::broker
