// The cache of verified plugin packages in a private folder of the person.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/error.hpp"
#include "core/plugin/manifest.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace cordee::plugin {

struct Installed {
    Manifest manifest;
    std::filesystem::path folder;
    /// SHA-256 of the package it came from: equal to the broker's `sha256` when nothing newer is there.
    ByteArray<32> package_sha256{};

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

    /// The installed package that may be loaded now: newest seen, at least `min`, signature and every hash
    /// verified anew. Anything less counts as absent.
    std::optional<Installed> find(const std::string& id, Version min) const;

    /// Verifies and unpacks. Refuses a version below `min` or below the highest ever installed.
    /// Throws UserError when the folder can't be written (disk full); nothing half-written stays.
    Result<Installed> install(const std::string& id, Version min, View package);

private:
    std::filesystem::path folder_;
    std::vector<std::string> publishers_;
    std::string platform_;
};

} // namespace cordee::plugin
