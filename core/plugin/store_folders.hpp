// The folders of the package cache: locked, filled and cleared so that a crash leaves nothing half done.
#pragma once

#include "core/base/descriptor.hpp"
#include "core/base/error.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace cordee::plugin {

inline constexpr const char* kUnpacked = "unpacked";
inline constexpr const char* kLocks = "locks";
inline constexpr const char* kPartial = "partial";

/// Throws the UserError for a folder that is full or can't be written.
[[noreturn]] void cannot_write(const std::filesystem::path& folder, boost::system::error_code why);

/// With its parents; nobody else may look into it. Throws UserError.
void make_cache_folder(const std::filesystem::path& folder);

/// File names, those that begin with a dot apart; none when there is no such folder.
std::vector<std::string> names_in(const std::filesystem::path& folder);

/// One program at a time changes a cache. Throws UserError.
class CacheLock {
public:
    /// Waits; nobody holds it for longer than it takes to unpack one package.
    explicit CacheLock(const std::filesystem::path& folder);
    /// Empty when somebody else has it.
    static std::optional<CacheLock> try_hold(const std::filesystem::path& folder);

private:
    CacheLock() = default;
    Descriptor file_;
};

/// A new folder beside its future place; removed with whatever is in it then.
class NewFolder {
public:
    explicit NewFolder(const std::filesystem::path& cache);
    NewFolder(const NewFolder&) = delete;
    NewFolder& operator=(const NewFolder&) = delete;
    ~NewFolder();

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    /// What was at the place before is here afterwards, and goes with it.
    void swap_with(const std::filesystem::path& place) const;

private:
    std::filesystem::path path_;
};

// What follows, while the cache is locked.

/// Shared, and marks it as used now. Throws UserError.
Descriptor lock_in_use(const std::filesystem::path& folder, const std::string& sha256);
/// False when somebody runs it.
bool remove_unused(const std::filesystem::path& folder, const std::string& sha256);
/// PackageStore::trim().
void trim_cache(const std::filesystem::path& folder, std::uint64_t limit);

} // namespace cordee::plugin
