// Files that are being written: each beside its place, under a name of the core's, locked, until it is whole.
#pragma once

#include "core/plugin/folder_open.hpp"

#include <functional>
#include <map>
#include <span>

namespace cordee::plugin {

/// Of one plugin process. One thread.
class FolderParts {
public:
    /// Which file a part is for.
    using Key = std::pair<std::uint32_t, std::string>; // folder, path

    struct Commit {
        FilePlace place;
        Key key;
        std::uint32_t flags = 0;
        std::uint32_t mode = 0;
        std::int64_t modified = 0;
        FileOutcome* outcome = nullptr;
    };

    /// Makes or finds the part, for this process alone until commit or discard.
    FileOutcome take(const FilePlace& place, const Key& key, bool fresh);
    FileOutcome discard(const FilePlace& place, const Key& key);
    /// Makes the bytes of all safe together, then moves each into its place while `still` says that it may.
    void commit(std::span<Commit> commits, const std::function<bool(const Commit&)>& still);

private:
    /// `lock` is a descriptor that the plugin never has: it could unlock its own.
    struct Held {
        Descriptor lock;
        std::uint64_t number = 0;
    };

    Held* hold(const FilePlace& place, const Key& key, bool make, int& error);
    /// Null: it is not held any more; the same file may stand twice in one batch.
    [[nodiscard]] const Held* held(const Key& key) const;
    void prepare(Commit& commit);
    void sync(std::span<Commit> commits);
    void sync_each(std::span<Commit> commits);
    bool sync_all(std::span<Commit> commits);
    void move(Commit& commit);
    void put_back(const Commit& commit, int error);

    std::map<Key, Held> held_;
    std::uint64_t last_number_ = 0;
};

} // namespace cordee::plugin
