// Where settings come from: flag, then environment, then file, then default.
#pragma once

#include "core/base/setting.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace cordee {

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
/// nearest known one), a value of the wrong form, a file that cannot be read.
void load_settings(const SettingList& settings, const SettingSources& sources);

/// TOML with every key, its help and its value.
std::string print_settings(const SettingList& settings);

} // namespace cordee
