// The cache of verified plugin packages in a private folder of the person, by what they are: the SHA-256 of
// the package file. Several programs use it at the same time.
//   <folder>/unpacked/<sha256>/   an unpacked package, with manifest and signature
//   <folder>/locks/<sha256>       held, shared, by each program in which it runs; its time is that of its
//   last use <folder>/partial/<sha256>     a package that is being fetched (partial_download.hpp)
//   <folder>/.lock                held while something above changes
//   <state>/<id>-<publisher>      the versions that were ever installed; the cache may be deleted, this not
#pragma once

#include "core/plugin/package.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cordee::plugin {

inline constexpr std::uint64_t kCacheLimit = std::uint64_t{256} << 20;

struct StoreSettings {
    std::filesystem::path folder;
    std::filesystem::path state;
    std::uint64_t limit = kCacheLimit; ///< bytes; what runs stays also beyond it
};

struct Installed {
    Manifest manifest;
    std::filesystem::path folder;
    /// SHA-256 of the package it came from, in hex. Only a hint that nothing has changed at the broker: it is
    /// not signed.
    std::string package_sha256;
    /// As long as a copy of this lives, the folder stays.
    std::shared_ptr<const void> lease{};

    [[nodiscard]] std::filesystem::path library(bool controlled) const
    {
        return folder / (controlled ? manifest.controlled : manifest.controlling);
    }
};

class PackageStore {
public:
    explicit PackageStore(StoreSettings settings) : settings_{std::move(settings)} {}

    /// The newest installed package that fits the rules, or the one of exactly that version; never one below
    /// the highest version that this publisher ever had installed here, withdrawn ones apart. Signature and
    /// every hash are verified anew; anything less counts as absent. Throws UserError as install().
    [[nodiscard]] std::optional<Installed> find(const PackageRules& rules,
                                                std::optional<Version> exact = {}) const;

    /// Verifies and unpacks; other versions stay while they run somewhere. The errors are those of Package,
    /// where expired also means: below the highest ever installed.
    /// Throws UserError when the folder is full or can't be written; nothing half-written stays.
    Result<Installed> install(const PackageRules& rules, View package);

    /// Takes away what is old or not used for long, as far as nobody runs it: older versions, then the least
    /// recently used until the rest fits the limit.
    void trim() const;

    [[nodiscard]] const StoreSettings& settings() const { return settings_; }

private:
    StoreSettings settings_;
};

} // namespace cordee::plugin
