// The folders that one module was given, and what it may do in each at this moment.
#pragma once

#include "core/base/descriptor.hpp"
#include "core/plugin/folder_wire.hpp"
#include "core/plugin/given_folder.hpp"
#include "core/plugin/manifest.hpp"

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace cordee::plugin {

/// The folder itself, opened when it is first needed and then the same one for as long as the module runs,
/// whatever stands under its name.
class FolderRoot {
public:
    explicit FolderRoot(std::filesystem::path path) : path_{std::move(path)} {}
    /// O_PATH; -1 and errno when it cannot be opened. Any thread; may take as long as a disk does.
    int descriptor();

private:
    const std::filesystem::path path_;
    std::mutex opening_;
    Descriptor descriptor_;
};

/// Outlives the module's processes. Any thread; no call waits for a disk.
class FolderSet {
public:
    struct Now {
        std::shared_ptr<FolderRoot> root;
        std::uint32_t rights = 0;
        std::string entry;
    };

    /// `asked`: what the manifest asks for on this side. A right counts while the session holds the
    /// permission that the folder names for it, and the one beside a capability of the manifest with that
    /// access.
    explicit FolderSet(std::vector<Capability> asked) : asked_{std::move(asked)} {}

    /// A folder's id is its place, counted from 0. Those beyond CORDEE_FOLDERS_MOST are not given.
    void add(const std::vector<GivenFolder>& folders);
    /// True: some right is gone that there was before.
    bool permit(std::vector<std::string> permissions);

    [[nodiscard]] std::vector<FolderFacts> list() const;
    [[nodiscard]] std::optional<Now> find(std::uint32_t id) const;

private:
    struct Folder {
        GivenFolder given;
        std::shared_ptr<FolderRoot> root;
        std::uint32_t rights = 0;
    };

    [[nodiscard]] std::uint32_t rights_of(const GivenFolder& given) const;
    [[nodiscard]] bool counts(const std::string& permission, std::uint32_t right) const;
    [[nodiscard]] bool held(const std::string& permission) const;

    const std::vector<Capability> asked_;
    mutable std::mutex mutex_;
    std::vector<std::string> permissions_;
    std::vector<Folder> folders_;
};

} // namespace cordee::plugin
