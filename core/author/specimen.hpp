// A package on the author's desk: looked at as an agent would, and unpacked.
#pragma once

#include "core/plugin/manifest.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace cordee::author {

struct Specimen {
    /// When the package could be read at all.
    std::optional<plugin::Manifest> manifest;
    /// Where it was unpacked; empty when an agent would refuse it.
    std::filesystem::path folder;
    /// Why an agent would refuse it; for its author.
    std::string trouble;
    std::uint64_t size = 0;
};

/// `publishers` are minisign public keys in base64 form. Unpacks into an empty folder.
Specimen open_specimen(const std::filesystem::path& package, const std::vector<std::string>& publishers,
                       const std::filesystem::path& into);

/// What FILE or FOLDER on a command line means: the package itself, or the one that a build left in the
/// folder of a plugin's sources. Throws UserError.
std::filesystem::path find_package(const std::filesystem::path& named);

/// The second line of a minisign .pub file, or the text itself when it is a key. Throws UserError.
std::string read_publisher_key(const std::string& key_or_file);

/// Whom a package on the desk may be from: --key, the key of the build beside it, or whom this program
/// trusts.
std::vector<std::string> publishers_for(const std::filesystem::path& package, const std::string& key);

} // namespace cordee::author
