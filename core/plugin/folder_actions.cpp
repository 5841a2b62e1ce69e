#include "core/plugin/folder_actions.hpp"

#include "core/base/random.hpp"
#include "core/plugin/folder_path.hpp"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace cordee::plugin {
namespace {

FileOutcome outcome_of(const struct statx& facts)
{
    FileOutcome out;
    out.answer.facts = facts_of(facts);
    return out;
}

/// Less what this person's umask takes.
constexpr mode_t kUsual = 0777;

bool is_folder(const FilePlace& place)
{
    struct statx facts {};
    return look_at(place.folder, place.name.c_str(), facts) && S_ISDIR(facts.stx_mode);
}

/// 0 or the error. One that is there already is fine.
int make_one_folder(int root, const std::string& path, mode_t mode, OpenFolders& open)
{
    const auto place = open.place(root, path);
    if (place.folder < 0)
        return errno;
    if (mkdirat(place.folder, place.name.c_str(), mode) == 0) {
        open.touch(place.folder);
        return 0;
    }
    if (errno != EEXIST)
        return errno;
    return is_folder(place) ? 0 : ENOTDIR;
}

int make_parents(int root, const std::string& path, OpenFolders& open)
{
    for (auto end = path.find('/'); end != std::string::npos; end = path.find('/', end + 1))
        if (const int error = make_one_folder(root, path.substr(0, end), kUsual, open); error != 0)
            return error;
    return 0;
}

/// A link takes the place of a file or link in one step: made beside it, then moved.
bool replace_by_link(const FilePlace& place, const std::string& target)
{
    const auto beside = "." + to_hex(system_random().bytes<8>()) + std::string{kPartEnding};
    if (symlinkat(target.c_str(), place.folder, beside.c_str()) != 0)
        return false;
    if (renameat(place.folder, beside.c_str(), place.folder, place.name.c_str()) == 0)
        return true;
    const int error = errno;
    unlinkat(place.folder, beside.c_str(), 0);
    errno = error;
    return false;
}

bool may_be_replaced(const struct statx& facts)
{
    return S_ISREG(facts.stx_mode) || S_ISLNK(facts.stx_mode);
}

} // namespace

FileOutcome look(int root, const std::string& path)
{
    const auto place = open_beneath(root, path.empty() ? "." : path, O_PATH);
    struct statx facts {};
    if (!place || !look_at(place.get(), "", facts))
        return failure(errno);
    return outcome_of(facts);
}

FileOutcome open_to_read(int root, const std::string& path)
{
    auto file = open_regular(root, path, O_RDONLY);
    struct statx facts {};
    if (!file || !look_at(file.get(), "", facts))
        return failure(errno);
    auto out = outcome_of(facts);
    out.descriptor = std::move(file);
    return out;
}

FileOutcome make_folder(int root, const FileRequest& request, OpenFolders& open)
{
    int error = 0;
    if ((request.flags & CORDEE_FILE_PARENTS) != 0)
        error = make_parents(root, request.path, open);
    if (error == 0)
        error = make_one_folder(root, request.path, request.mode == 0 ? kUsual : request.mode & 0777, open);
    return error == 0 ? look(root, request.path) : failure(error);
}

FileOutcome set_facts(int root, const FileRequest& request)
{
    const auto place = open_beneath(root, request.path, O_PATH);
    struct statx facts {};
    if (!place || !look_at(place.get(), "", facts))
        return failure(errno);
    const bool folder = S_ISDIR(facts.stx_mode);
    if (!folder && !is_regular(facts))
        return refuse(CORDEE_FILE_WRONG_KIND);
    if ((!folder && facts.stx_nlink != 1) || (facts.stx_uid != geteuid() && geteuid() != 0))
        return refuse(CORDEE_FILE_FORBIDDEN);
    // What a folder hands on to its entries, such as its group, stays.
    const auto kept = folder ? facts.stx_mode & 07000u : 0u;
    if (!set_mode(place.get(), kept | (request.mode & 0777)) || !set_modified(place.get(), request.modified))
        return failure(errno);
    return look(root, request.path);
}

FileOutcome make_link(int root, const FileRequest& request, OpenFolders& open)
{
    const auto place = open.place(root, request.path);
    if (place.folder < 0)
        return failure(errno);
    struct statx there {};
    const bool replace =
        (request.flags & CORDEE_FILE_REPLACE) != 0 && look_at(place.folder, place.name.c_str(), there);
    if (replace && !may_be_replaced(there))
        return refuse(CORDEE_FILE_WRONG_KIND);
    const bool made = replace ? replace_by_link(place, request.target)
                              : symlinkat(request.target.c_str(), place.folder, place.name.c_str()) == 0;
    if (!made)
        return failure(errno);
    open.touch(place.folder);
    return look(root, request.path);
}

} // namespace cordee::plugin
