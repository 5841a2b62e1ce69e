// The cache of verified plugin packages in a private folder of the person.
//   <folder>/<id>/highest              the highest version ever installed; lower ones are refused
//   <folder>/<id>/<version>/           the unpacked package, with manifest and signature
//   <folder>/<id>/<version>/.package   SHA-256 of the package it came from
#pragma once

#include "core/plugin/package.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace cordee::plugin {

struct Installed {
    Manifest manifest;
    std::filesystem::path folder;
    /// SHA-256 of the package it came from, as the broker states it in hex. Only a hint that nothing has
    /// changed there: it is not signed.
    std::string package_sha256;

    [[nodiscard]] std::filesystem::path library(bool controlled) const
    {
        return folder / (controlled ? manifest.controlled : manifest.controlling);
    }
};

/// Several programs of one person may use one folder at the same time.
class PackageStore {
public:
    /// `publishers` are minisign public keys in base64 form (see publisher_key.hpp).
    PackageStore(std::filesystem::path folder, std::vector<std::string> publishers, std::string platform);

    /// The installed package that may be loaded now: the highest ever installed, at least `min`, signature
    /// and every hash verified anew. Anything less counts as absent.
    [[nodiscard]] std::optional<Installed> find(const std::string& id, Version min) const;

    /// Verifies, unpacks and replaces what is there of the same version. The errors are those of Package,
    /// where expired also means: below the highest ever installed.
    /// Throws UserError when the folder is full or can't be written; nothing half-written stays.
    Result<Installed> install(const std::string& id, Version min, View package);

private:
    [[nodiscard]] PackageRules rules(const std::string& id, Version min) const;

    std::filesystem::path folder_;
    std::vector<std::string> publishers_;
    std::string platform_;
};

} // namespace cordee::plugin
