// A folder for a plugin that asks for one, with something in it to send.
#pragma once

#include "core/plugin/given_folder.hpp"
#include "core/plugin/manifest.hpp"

#include <filesystem>
#include <vector>

namespace cordee::author {

/// What Launch::folders is to be: nothing where the manifest asks for no folder. Makes `place` when it is
/// missing.
std::vector<plugin::GivenFolder> trial_folders(const std::vector<plugin::Capability>& capabilities,
                                               const std::filesystem::path& place);

} // namespace cordee::author
