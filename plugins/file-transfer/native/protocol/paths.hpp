// Paths and names as they travel: any bytes, but never a way out of the folder.
#pragma once

#include <string>
#include <string_view>

namespace cordee::transfer {

/// Relative, single slashes, no "." or "..", no NUL, within the limits of cordee/ext/files.h.
bool is_path(std::string_view path);
/// One may be empty.
std::string joined(std::string_view folder, std::string_view name);
std::string_view last_part(std::string_view path);
std::string_view folder_of(std::string_view path);
/// "name (2).txt" for "name.txt" and 2; the name is cut where it would become too long.
std::string numbered(std::string_view path, unsigned number);
/// For a person's eyes: what is no UTF-8, controls, and what turns the direction of writing or is invisible
/// is written out, so that "\u{202e}" cannot make "cod.exe" look like "exe.doc".
std::string shown(std::string_view name);

} // namespace cordee::transfer
