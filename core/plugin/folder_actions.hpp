// Single acts in a folder: each is a few system calls on a path that was found good.
#pragma once

#include "core/plugin/folder_open.hpp"

namespace cordee::plugin {

/// `root` is O_PATH. An empty path is the folder itself.
FileOutcome look(int root, const std::string& path);
FileOutcome open_to_read(int root, const std::string& path);
FileOutcome make_folder(int root, const FileRequest& request, OpenFolders& open);
/// Of what has one name and is this person's: another name may lie outside the folder.
FileOutcome set_facts(int root, const FileRequest& request);
/// The target was found good.
FileOutcome make_link(int root, const FileRequest& request, OpenFolders& open);

} // namespace cordee::plugin
