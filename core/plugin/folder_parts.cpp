#include "core/plugin/folder_parts.hpp"

#include "core/plugin/folder_path.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace cordee::plugin {
namespace {

/// Until it is committed a part is this person's alone.
constexpr mode_t kPrivate = 0600;
/// From so many on the file system is asked to write all that it has, once: each file for itself costs a
/// flush of the disk, which for a batch of 64 took five to ten times as long.
constexpr std::size_t kTogether = 8;

bool is_own_part(const struct statx& facts)
{
    return is_regular(facts) && facts.stx_nlink == 1 && facts.stx_uid == geteuid();
}

/// What an earlier transfer left; a link, a second name or somebody else's file is refused.
Descriptor open_left_part(int folder, const std::string& name)
{
    const auto place = open_beneath(folder, name, O_PATH);
    struct statx facts {};
    if (!place || !look_at(place.get(), "", facts))
        return {};
    if (!is_own_part(facts)) {
        errno = is_regular(facts) ? EPERM : ELOOP;
        return {};
    }
    if ((facts.stx_mode & 07777) != kPrivate && !set_mode(place.get(), kPrivate))
        return {};
    return reopen(place.get(), O_RDWR);
}

Descriptor make_part(int folder, const std::string& name)
{
    return open_beneath(folder, name, O_RDWR | O_CREAT | O_EXCL | O_NONBLOCK | O_NOCTTY, kPrivate);
}

Descriptor open_part(int folder, const std::string& name, bool make)
{
    if (!make)
        return open_left_part(folder, name);
    auto out = make_part(folder, name);
    return !out && errno == EEXIST ? open_left_part(folder, name) : std::move(out);
}

/// Whether the part still stands under its name: who can write there may have taken it away.
bool still_there(const FilePlace& place, int part)
{
    struct statx ours {};
    struct statx there {};
    if (!look_at(part, "", ours) || !look_at(place.folder, part_name(place.name).c_str(), there))
        return false;
    errno = ENOENT;
    return same_file(ours, there) && ours.stx_nlink == 1;
}

/// 0, or the error that says why nothing may be moved there.
int obstacle(const FilePlace& place, bool replace)
{
    struct statx there {};
    if (!look_at(place.folder, place.name.c_str(), there))
        return errno == ENOENT ? 0 : errno;
    if (!replace)
        return EEXIST;
    return S_ISREG(there.stx_mode) || S_ISLNK(there.stx_mode) ? 0 : EISDIR;
}

bool fine(const FolderParts::Commit& commit)
{
    return commit.outcome->answer.trouble == CORDEE_FILE_FINE;
}

} // namespace

FolderParts::Held* FolderParts::hold(const FilePlace& place, const Key& key, bool make, int& error)
{
    const auto known = held_.find(key);
    if (known != held_.end() && still_there(place, known->second.lock.get()))
        return &known->second;
    if (known != held_.end())
        held_.erase(known);
    error = EMFILE;
    if (held_.size() >= CORDEE_FILES_OPEN)
        return nullptr;
    auto part = open_part(place.folder, part_name(place.name), make);
    if (!part || flock(part.get(), LOCK_EX | LOCK_NB) != 0) {
        error = errno;
        return nullptr;
    }
    // Between opening and locking another may have committed it.
    if (!still_there(place, part.get())) {
        error = EWOULDBLOCK;
        return nullptr;
    }
    return &held_.emplace(key, Held{std::move(part), ++last_number_}).first->second;
}

const FolderParts::Held* FolderParts::held(const Key& key) const
{
    const auto found = held_.find(key);
    return found == held_.end() ? nullptr : &found->second;
}

FileOutcome FolderParts::take(const FilePlace& place, const Key& key, bool fresh)
{
    int error = 0;
    const auto* part = hold(place, key, true, error);
    if (part == nullptr)
        return failure(error);
    if (fresh && ftruncate(part->lock.get(), 0) != 0)
        return failure(errno);
    struct statx facts {};
    FileOutcome out;
    out.descriptor = reopen(part->lock.get(), O_RDWR);
    if (!out.descriptor || !look_at(part->lock.get(), "", facts))
        return failure(errno);
    out.answer.facts = facts_of(facts);
    return out;
}

FileOutcome FolderParts::discard(const FilePlace& place, const Key& key)
{
    int error = 0;
    if (hold(place, key, false, error) == nullptr)
        return failure(error);
    if (unlinkat(place.folder, part_name(place.name).c_str(), 0) != 0)
        return failure(errno);
    held_.erase(key);
    return {};
}

void FolderParts::commit(std::span<Commit> commits, const std::function<bool(const Commit&)>& still)
{
    for (auto& one : commits)
        prepare(one);
    sync(commits);
    for (auto& one : commits) {
        if (!fine(one))
            continue;
        if (still(one))
            move(one);
        else
            put_back(one, EACCES);
    }
}

void FolderParts::prepare(Commit& commit)
{
    int error = 0;
    const auto* part = hold(commit.place, commit.key, false, error);
    if (part == nullptr) {
        *commit.outcome = failure(error);
        return;
    }
    error = obstacle(commit.place, (commit.flags & CORDEE_FILE_REPLACE) != 0);
    const auto mode = commit.mode == 0 ? kPrivate : commit.mode & 0777;
    if (error == 0 &&
        (!set_own_mode(part->lock.get(), mode) || !set_own_modified(part->lock.get(), commit.modified)))
        error = errno;
    if (error != 0)
        put_back(commit, error);
}

void FolderParts::sync(std::span<Commit> commits)
{
    const auto count = static_cast<std::size_t>(std::count_if(commits.begin(), commits.end(), fine));
    if (count < kTogether || !sync_all(commits))
        sync_each(commits);
}

/// False also when only one of them failed; then each must say so for itself.
bool FolderParts::sync_all(std::span<Commit> commits)
{
    // The kernel remembers for each open file which errors of the disk it has told; the one opened first has
    // those of all. A folder ends at the mounts in it, but several folders may be on several disks.
    std::map<std::uint64_t, const Held*> oldest;
    for (const auto& one : commits) {
        struct statx facts {};
        if (!fine(one))
            continue;
        const auto* part = held(one.key);
        if (part == nullptr || !look_at(part->lock.get(), "", facts))
            return false;
        auto& first = oldest[std::uint64_t{facts.stx_dev_major} << 32 | facts.stx_dev_minor];
        if (first == nullptr || part->number < first->number)
            first = part;
    }
    return std::all_of(oldest.begin(), oldest.end(),
                       [](const auto& one) { return syncfs(one.second->lock.get()) == 0; });
}

void FolderParts::sync_each(std::span<Commit> commits)
{
    for (auto& one : commits) {
        const auto* part = held(one.key);
        if (fine(one) && (part == nullptr || fsync(part->lock.get()) != 0))
            put_back(one, part == nullptr ? ENOENT : errno);
    }
}

void FolderParts::move(Commit& commit)
{
    const auto from = part_name(commit.place.name);
    const auto& to = commit.place.name;
    const int folder = commit.place.folder;
    const bool replace = (commit.flags & CORDEE_FILE_REPLACE) != 0;
    const auto* part = held(commit.key);
    struct statx facts {};
    if (part == nullptr)
        return put_back(commit, ENOENT);
    if (!still_there(commit.place, part->lock.get()) || !look_at(part->lock.get(), "", facts))
        return put_back(commit, errno);
    const bool moved =
        replace ? renameat(folder, from.c_str(), folder, to.c_str()) == 0 : move_new(folder, from, to);
    if (!moved)
        return put_back(commit, errno);
    commit.outcome->answer.facts = facts_of(facts);
    held_.erase(commit.key);
}

/// The part stays, and is this person's alone again.
void FolderParts::put_back(const Commit& commit, int error)
{
    if (const auto* part = held(commit.key))
        set_own_mode(part->lock.get(), kPrivate);
    *commit.outcome = failure(error);
}

} // namespace cordee::plugin
