// What becomes of an entry at its place: looked at, and decided by the wish for conflicts.
#pragma once

#include "files.hpp"
#include "protocol/messages.hpp"

#include <memory>
#include <mutex>
#include <unordered_set>

namespace cordee::transfer {

/// Files that this transfer made or found to be equal: where a file system takes two names for one, the
/// second must not replace the first. Any thread.
class Mine {
public:
    void add(std::uint64_t file)
    {
        const std::lock_guard lock{mutex_};
        files_.insert(file);
    }
    [[nodiscard]] bool has(std::uint64_t file) const
    {
        const std::lock_guard lock{mutex_};
        return files_.contains(file);
    }

private:
    mutable std::mutex mutex_;
    std::unordered_set<std::uint64_t> files_;
};

struct Settle {
    std::uint32_t index = 0;
    Entry entry{};
    std::uint32_t folder = 0;
    /// Where it is to be.
    std::string path{};
    Conflict conflict = Conflict::keep_both;
    // The outcome.
    Verdict verdict = Verdict::refuse;
    Trouble trouble = Trouble::none;
    /// The person is to say what to do about what is there.
    bool ask = false;
    /// Where it goes.
    std::string target{};
    bool replace = false;
    /// There is an older version here that can be read.
    bool has_older = false;
};

/// Makes folders and links on the way; in a thread of the pool.
void settle(std::vector<Settle>& batch, Files& files, Mine& mine);

} // namespace cordee::transfer
