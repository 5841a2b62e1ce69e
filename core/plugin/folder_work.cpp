#include "core/plugin/folder_work.hpp"

#include "core/plugin/folder_actions.hpp"
#include "core/plugin/folder_listing.hpp"
#include "core/plugin/folder_path.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/statvfs.h>

namespace cordee::plugin {
namespace {

constexpr std::uint32_t kEitherRight = CORDEE_FOLDER_READ | CORDEE_FOLDER_WRITE;
constexpr std::uint32_t kKnownFlags = CORDEE_FILE_FRESH | CORDEE_FILE_REPLACE | CORDEE_FILE_PARENTS;

/// One of these is enough.
std::uint32_t rights_for(const FileRequest& request)
{
    if (request.action == CORDEE_FILE_LOOK)
        return kEitherRight;
    return request.action == CORDEE_FILE_OPEN ? CORDEE_FOLDER_READ : CORDEE_FOLDER_WRITE;
}

bool is_known(const FileRequest& request)
{
    return request.action >= CORDEE_FILE_LOOK && request.action <= CORDEE_FILE_MAKE_LINK &&
           (request.flags & ~kKnownFlags) == 0;
}

FileOutcome senseless(cordee_file_trouble trouble)
{
    auto out = refuse(trouble);
    out.answer.status = CORDEE_INVALID;
    return out;
}

bool changes_entries(const FileRequest& request)
{
    return request.action == CORDEE_FILE_COMMIT || request.action == CORDEE_FILE_MAKE_FOLDER ||
           request.action == CORDEE_FILE_MAKE_LINK;
}

bool is_done(const FileOutcome& outcome)
{
    return outcome.answer.trouble == CORDEE_FILE_FINE;
}

} // namespace

std::vector<FileOutcome> FolderWork::perform(const Requests& requests)
{
    Outcomes outcomes(requests.size());
    OpenFolders open;
    for (std::size_t i = 0; i < requests.size();) {
        if (requests[i].action == CORDEE_FILE_COMMIT) {
            i = commits(requests, i, outcomes, open);
            continue;
        }
        outcomes[i] = one(requests[i], open);
        ++i;
    }
    if (open.sync())
        return outcomes;
    for (std::size_t i = 0; i < requests.size(); ++i)
        if (changes_entries(requests[i]) && is_done(outcomes[i]))
            outcomes[i] = failure(EIO);
    return outcomes;
}

FolderWork::Admission FolderWork::admit(const FileRequest& request, std::uint32_t rights) const
{
    const auto folder = folders_->find(request.folder);
    if (!folder)
        return {senseless(CORDEE_FILE_FORBIDDEN)};
    if (over_ || (folder->rights & rights) == 0 || has_part_name(request.path))
        return {refuse(CORDEE_FILE_FORBIDDEN)};
    const bool whole = request.path.empty(); // only some calls come here without a path
    if (!whole && (!is_inside_path(request.path) || !is_given(request.path, folder->entry)))
        return {refuse(CORDEE_FILE_OUTSIDE)};
    const int root = folder->root->descriptor();
    if (root < 0)
        return {failure(errno)};
    return {{}, root, folder->entry};
}

bool FolderWork::may_still(std::uint32_t folder) const
{
    const auto now = folders_->find(folder);
    return !over_ && now && (now->rights & CORDEE_FOLDER_WRITE) != 0;
}

FileOutcome FolderWork::one(const FileRequest& request, OpenFolders& open)
{
    if (!is_known(request) || (request.path.empty() && request.action != CORDEE_FILE_LOOK))
        return senseless(CORDEE_FILE_OUTSIDE);
    auto admitted = admit(request, rights_for(request));
    if (!admitted.good())
        return std::move(admitted.refused);
    switch (request.action) {
    case CORDEE_FILE_LOOK:
        return look(admitted.root, request.path);
    case CORDEE_FILE_OPEN:
        return open_to_read(admitted.root, request.path);
    case CORDEE_FILE_MAKE_FOLDER:
        return make_folder(admitted.root, request, open);
    case CORDEE_FILE_SET_FACTS:
        return set_facts(admitted.root, request);
    case CORDEE_FILE_MAKE_LINK:
        if (!link_stays_inside(request.path, request.target, admitted.entry))
            return refuse(CORDEE_FILE_OUTSIDE);
        return make_link(admitted.root, request, open);
    default:
        return part(request, admitted.root, open);
    }
}

FileOutcome FolderWork::part(const FileRequest& request, int root, OpenFolders& open)
{
    const auto place = open.place(root, request.path);
    if (place.folder < 0)
        return failure(errno);
    const FolderParts::Key key{request.folder, request.path};
    if (request.action == CORDEE_FILE_DISCARD)
        return parts_.discard(place, key);
    return parts_.take(place, key, (request.flags & CORDEE_FILE_FRESH) != 0);
}

/// The run of commits that begins at `from`; returns where it ends.
std::size_t FolderWork::commits(const Requests& requests, std::size_t from, Outcomes& outcomes,
                                OpenFolders& open)
{
    std::vector<FolderParts::Commit> run;
    std::size_t at = from;
    for (; at < requests.size() && requests[at].action == CORDEE_FILE_COMMIT; ++at) {
        const auto& request = requests[at];
        auto admitted = admit(request, CORDEE_FOLDER_WRITE);
        if (!admitted.good() || !is_known(request) || request.path.empty()) {
            outcomes[at] = admitted.good() ? senseless(CORDEE_FILE_OUTSIDE) : std::move(admitted.refused);
            continue;
        }
        auto place = open.place(admitted.root, request.path);
        if (place.folder < 0)
            outcomes[at] = failure(errno);
        else
            run.push_back({std::move(place),
                           {request.folder, request.path},
                           request.flags,
                           request.mode,
                           request.modified,
                           &outcomes[at]});
    }
    parts_.commit(run, [this](const auto& commit) { return may_still(commit.key.first); });
    for (const auto& commit : run)
        if (is_done(*commit.outcome))
            open.touch(commit.place.folder);
    return at;
}

FileOutcome FolderWork::list(const FileRequest& where)
{
    auto admitted = admit(where, CORDEE_FOLDER_READ);
    if (!admitted.good())
        return std::move(admitted.refused);
    const auto folder =
        open_beneath(admitted.root, where.path.empty() ? "." : where.path, O_PATH | O_DIRECTORY);
    if (!folder)
        return failure(errno);
    return list_folder(folder.get(), where.path.empty() ? admitted.entry : std::string{});
}

FileOutcome FolderWork::space(const FileRequest& where)
{
    auto admitted = admit(where, kEitherRight);
    if (!admitted.good())
        return std::move(admitted.refused);
    struct statvfs facts {};
    if (fstatvfs(admitted.root, &facts) != 0)
        return failure(errno);
    FileOutcome out;
    out.answer.facts.size = std::uint64_t{facts.f_bavail} * facts.f_frsize;
    return out;
}

} // namespace cordee::plugin
