// Where settings come from: flag, then environment, then file, then default.
#pragma once

#include "core/base/setting.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cordee {

/// A value below a key that others define, such as a module; whoever knows them checks it.
struct OpenValue {
    std::string value; ///< as Setting::assign() takes it
    std::string where; ///< file and line, or flag
};

/// Keys of the form "section.owner.name" that are kept for their owners.
struct OpenSection {
    std::string name;
    std::map<std::string, std::map<std::string, OpenValue>> values; ///< by owner, by name
};

struct SettingSources {
    /// TOML. When a folder of the same name with ".d" instead of ".toml" is beside it, its *.toml files
    /// follow in the order of their names.
    std::optional<std::filesystem::path> file;
    /// "section.name=value", from --set.
    std::vector<std::string> flags;
    /// CORDEE_SECTION__NAME in the process's environment is looked at.
    bool environment = true;
};

/// Throws UserError that names the file and line, variable or flag of what is wrong: an unknown key (with the
/// nearest known one), a value of the wrong form, a file that cannot be read. With `open`, what stands below
/// its name in files and flags is put there; the last one of a name counts.
void load_settings(const SettingList& settings, const SettingSources& sources, OpenSection* open = nullptr);

/// TOML with every key, its help and its value.
std::string print_settings(const SettingList& settings);

} // namespace cordee
