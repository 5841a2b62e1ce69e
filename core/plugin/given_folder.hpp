// A folder of this computer that a plugin is given, and what it is given for.
#pragma once

#include <filesystem>
#include <string>

namespace cordee::plugin {

struct GivenFolder {
    /// What the person calls it.
    std::string name;
    std::filesystem::path path;
    /// Not empty: only this entry of the folder and what lies beneath it.
    std::string entry;
    /// The permission that each right goes with; empty: the folder is not given for that; "*": it is given
    /// whenever the module runs. The manifest must ask for it, too.
    std::string read;
    std::string write;
};

} // namespace cordee::plugin
