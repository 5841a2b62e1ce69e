// Which paths mean something beneath a folder, by their letters alone; the kernel looks at the rest.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace cordee::plugin {

/// The end of the names that the core makes for what is not finished yet.
inline constexpr std::string_view kPartEnding = ".cordee-part";

/// Relative, single slashes, no part "." or "..", no NUL, within the limits of length and depth.
bool is_inside_path(std::string_view path);
/// A name that the core makes: plugins neither see nor reach it.
bool is_part_name(std::string_view name);
bool has_part_name(std::string_view path);
/// Whether a folder that is given for one entry is given for this path.
bool is_given(std::string_view path, std::string_view entry);

/// "a/b/c" is c in a/b.
struct SplitPath {
    std::string folder; ///< empty: the given one
    std::string name;
};
SplitPath split(std::string_view path);

/// Of the part of a file of this name, beside it; fits into what file systems take as a name.
std::string part_name(std::string_view name);

/// Whether a link at `path` to `target` stays beneath the folder, or beneath the one entry that is given: as
/// many ".." as there are folders above it, then a path. A ".." after a name could climb out through another
/// link.
bool link_stays_inside(std::string_view path, std::string_view target, std::string_view entry);

} // namespace cordee::plugin
