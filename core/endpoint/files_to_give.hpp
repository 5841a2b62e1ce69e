// Files and folders that a person names for the other side, as what a plugin may be given of them.
#pragma once

#include "core/base/error.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace cordee::endpoint {

inline constexpr const char* kFileTransfer = "file-transfer";

/// One file or folder: this entry of that folder, and nothing beside it.
struct FileToGive {
    std::filesystem::path folder; ///< absolute
    std::string entry;
};

/// Names as they were typed, relative to the program's folder. Throws UserError where there is nothing that
/// can be read, or something that is neither file nor folder.
std::vector<FileToGive> files_to_give(const std::vector<std::string>& names);
/// The same of one line with quotes where they are needed; "~/" is the person's own folder.
std::vector<FileToGive> files_to_give(std::string_view line);

} // namespace cordee::endpoint
