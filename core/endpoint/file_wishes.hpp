// What file-transfer is asked to do, and the folders that it is given for that.
#pragma once

#include "core/endpoint/files_to_give.hpp"
#include "core/plugin/given_folder.hpp"
#include "core/plugin/manifest.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace cordee::endpoint {

/// What happens where there is something already, when the person did not say: both stay.
inline constexpr const char* kSafeConflict = "keep-both";
bool is_conflict_choice(const std::string& text);

/// The permissions that the folders of a module go with, by what its manifest asks for; empty: none.
struct FolderRights {
    std::string read;
    std::string write;
};
FolderRights folder_rights(const std::vector<plugin::Capability>& of_one_side);

/// Stands for the permission that the module's manifest names.
inline constexpr const char* kByManifest = "?";
std::vector<plugin::GivenFolder> with_rights(std::vector<plugin::GivenFolder> folders,
                                             const FolderRights& rights);

/// One for each file, to be read while the session has that permission.
std::vector<plugin::GivenFolder> folders_for_reading(const std::vector<FileToGive>& files,
                                                     const std::string& permission);

/// A path at the other side, relative to the folder that it has for files; "./a/" is "a". Throws UserError
/// for what leads out of it.
std::string path_there(const std::string& text);

/// `first` is the number of the first of these folders; `to` is a folder at the other side, empty for the one
/// that it has for this.
std::string send_wish(const std::vector<FileToGive>& files, std::uint32_t first, const std::string& to,
                      const std::string& conflict);
/// Paths of the other side, into folder 0 here.
std::string fetch_wish(const std::vector<std::string>& paths, const std::string& conflict);

} // namespace cordee::endpoint
