// What the broker needs to know of a package.
#pragma once

#include "core/base/error.hpp"
#include "core/base/version.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace cordee::broker {

struct PackageManifest {
    std::string id;
    Version version;
    std::string platform;
    std::string publisher; ///< minisign key id
    std::vector<std::string> permissions;
};

/// Reads manifest.json inside the Zip file, with bounds on everything. Errc::malformed when it is not a
/// package.
Result<PackageManifest> read_package_manifest(const std::filesystem::path& file);

} // namespace cordee::broker
