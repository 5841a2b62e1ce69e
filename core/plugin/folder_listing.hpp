// The entries of a folder, as memory that its reader cannot be surprised by.
#pragma once

#include "core/plugin/folder_open.hpp"

namespace cordee::plugin {

/// `folder` is O_PATH. `only`: not empty, and nothing else is told. facts.size is how many bytes the
/// descriptor has; decode_listing() reads them. Parts of transfers and what is gone again are left out; what
/// another file system is mounted on is of another kind.
FileOutcome list_folder(int folder, const std::string& only);

} // namespace cordee::plugin
