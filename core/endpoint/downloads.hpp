// Where files from other people go: the person's folder for downloads, after the XDG rules.
#pragma once

#include <filesystem>
#include <string_view>

namespace cordee::endpoint {

/// By the text of user-dirs.dirs; "Downloads" in the home folder where that names none.
std::filesystem::path downloads_by(std::string_view user_dirs, const std::filesystem::path& home);

/// `configured` where it is not empty ("~/" is the home folder), else the person's own. Made when it is
/// missing. Throws UserError when that is not possible.
std::filesystem::path downloads_folder(const std::string& configured);

} // namespace cordee::endpoint
