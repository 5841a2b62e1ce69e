// Does what one plugin process asks of its folders. No thread and no socket of its own.
#pragma once

#include "core/plugin/folder_parts.hpp"
#include "core/plugin/folder_set.hpp"

#include <atomic>

namespace cordee::plugin {

/// One thread, end() apart. A call may take as long as a disk does.
class FolderWork {
public:
    explicit FolderWork(std::shared_ptr<FolderSet> folders) : folders_{std::move(folders)} {}

    /// In order; one that fails keeps no other from being done. Rights are looked at anew for each.
    std::vector<FileOutcome> perform(const std::vector<FileRequest>& requests);
    FileOutcome list(const FileRequest& where);
    FileOutcome space(const FileRequest& where);
    [[nodiscard]] std::vector<FolderFacts> folders() const { return folders_->list(); }

    /// From here on nothing more is begun. Any thread.
    void end() { over_ = true; }

private:
    using Requests = std::vector<FileRequest>;
    using Outcomes = std::vector<FileOutcome>;

    /// Why a request may not be done, or the folder that it is for.
    struct Admission {
        FileOutcome refused;
        int root = -1;
        std::string entry{};
        [[nodiscard]] bool good() const { return root >= 0; }
    };

    [[nodiscard]] Admission admit(const FileRequest& request, std::uint32_t rights) const;
    [[nodiscard]] bool may_still(std::uint32_t folder) const;
    FileOutcome one(const FileRequest& request, OpenFolders& open);
    FileOutcome part(const FileRequest& request, int root, OpenFolders& open);
    std::size_t commits(const Requests& requests, std::size_t from, Outcomes& outcomes, OpenFolders& open);

    const std::shared_ptr<FolderSet> folders_;
    FolderParts parts_;
    std::atomic<bool> over_ = false;
};

} // namespace cordee::plugin
