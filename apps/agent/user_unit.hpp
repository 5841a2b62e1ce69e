// serve as a service of the person's own systemd, so that it runs whenever they are logged in.
#pragma once

#include <filesystem>
#include <string>

namespace cordee::agent {

/// packaging/systemd/cordee-agent.service for the program at that place.
std::string user_unit(const std::filesystem::path& program);

/// Writes it below the folder of the person's settings, unless a unit of this name is there already. Returns
/// whether there is one now; one that cannot be written is no error, as serve can be run by hand.
bool add_user_unit(const std::filesystem::path& settings, const std::filesystem::path& program);

} // namespace cordee::agent
