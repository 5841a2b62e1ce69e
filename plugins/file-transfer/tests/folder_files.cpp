#include "folder_files.hpp"

#include "protocol/paths.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <linux/fs.h>
#include <strings.h>
#include <sys/stat.h>

namespace cordee::transfer::test {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kPartEnd = ".cordee-part";

cordee_file_trouble of_errno()
{
    switch (errno) {
    case ENOENT:
        return CORDEE_FILE_ABSENT;
    case EEXIST:
        return CORDEE_FILE_EXISTS;
    case EACCES:
    case EPERM:
        return CORDEE_FILE_FORBIDDEN;
    case ENOSPC:
        return CORDEE_FILE_FULL;
    case ENOTDIR:
    case ELOOP:
    case EISDIR:
        return CORDEE_FILE_WRONG_KIND;
    default:
        return CORDEE_FILE_BROKEN;
    }
}

void set_facts(const fs::path& path, std::uint32_t mode, std::int64_t modified)
{
    const timespec times[2] = {{0, UTIME_OMIT}, {modified / 1'000'000'000, modified % 1'000'000'000}};
    utimensat(AT_FDCWD, path.c_str(), times, 0);
    chmod(path.c_str(), mode & 0777);
}

} // namespace

fs::path FolderFiles::place(const std::string& path) const
{
    const fs::path exact = path.empty() ? root_ : root_ / path;
    if (!folds || fs::exists(fs::symlink_status(exact)) || !fs::exists(exact.parent_path()))
        return exact;
    for (const auto& one : fs::directory_iterator{exact.parent_path()})
        if (strcasecmp(one.path().filename().c_str(), exact.filename().c_str()) == 0)
            return one.path();
    return exact;
}

fs::path FolderFiles::part_of(const std::string& path) const
{
    std::string name{last_part(path)};
    if (name.size() + kPartEnd.size() + 1 > 255)
        name = std::to_string(std::hash<std::string>{}(name));
    return root_ / std::string{folder_of(path)} / ("." + name + std::string{kPartEnd});
}

cordee_file_trouble FolderFiles::way_to(const std::string& path) const
{
    if (!path.empty() && !is_path(path))
        return CORDEE_FILE_OUTSIDE;
    for (auto slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
        const auto status = fs::symlink_status(root_ / path.substr(0, slash));
        if (status.type() == fs::file_type::not_found)
            return CORDEE_FILE_ABSENT;
        if (status.type() != fs::file_type::directory)
            return CORDEE_FILE_WRONG_KIND;
    }
    return CORDEE_FILE_FINE;
}

cordee_file_trouble FolderFiles::look(const fs::path& path, Facts& facts) const
{
    struct stat found {};
    facts = {};
    if (lstat(path.c_str(), &found) != 0)
        return of_errno();
    facts.kind = S_ISREG(found.st_mode)   ? CORDEE_KIND_FILE
                 : S_ISDIR(found.st_mode) ? CORDEE_KIND_FOLDER
                 : S_ISLNK(found.st_mode) ? CORDEE_KIND_LINK
                                          : CORDEE_KIND_OTHER;
    facts.mode = found.st_mode & 0777;
    facts.size = static_cast<std::uint64_t>(found.st_size);
    facts.modified = std::int64_t{found.st_mtim.tv_sec} * 1'000'000'000 + found.st_mtim.tv_nsec;
    facts.used = static_cast<std::uint64_t>(found.st_blocks) * 512;
    facts.file = found.st_ino;
    return CORDEE_FILE_FINE;
}

cordee_file_trouble FolderFiles::commit(const Request& one, const fs::path& path)
{
    const auto part = part_of(one.path);
    Facts there{};
    if (look(path, there) == CORDEE_FILE_FINE) {
        if ((one.flags & CORDEE_FILE_REPLACE) == 0)
            return CORDEE_FILE_EXISTS;
        if (there.kind == CORDEE_KIND_FOLDER)
            return CORDEE_FILE_WRONG_KIND;
    }
    if (access(part.c_str(), F_OK) != 0)
        return CORDEE_FILE_ABSENT;
    set_facts(part, one.mode, one.modified);
    if (rename(part.c_str(), path.c_str()) != 0)
        return of_errno();
    ++commits;
    return CORDEE_FILE_FINE;
}

cordee_file_trouble FolderFiles::make_link(const Request& one, const fs::path& path)
{
    const fs::path target{one.target};
    if (target.is_absolute())
        return CORDEE_FILE_OUTSIDE;
    const auto leads = (fs::path{one.path}.parent_path() / target).lexically_normal();
    if (!leads.empty() && *leads.begin() == "..")
        return CORDEE_FILE_OUTSIDE;
    Facts there{};
    if ((one.flags & CORDEE_FILE_REPLACE) != 0 && look(path, there) == CORDEE_FILE_FINE &&
        there.kind != CORDEE_KIND_FOLDER)
        unlink(path.c_str());
    return symlink(one.target.c_str(), path.c_str()) == 0 ? CORDEE_FILE_FINE : of_errno();
}

cordee_file_trouble FolderFiles::answer(Request& one)
{
    if (const auto way = way_to(one.path); way != CORDEE_FILE_FINE)
        if (one.action != CORDEE_FILE_MAKE_FOLDER || (one.flags & CORDEE_FILE_PARENTS) == 0)
            return way;
    const bool writes = one.action != CORDEE_FILE_LOOK && one.action != CORDEE_FILE_OPEN;
    const auto right = writes ? CORDEE_FOLDER_WRITE : CORDEE_FOLDER_READ;
    if ((rights & right) == 0 && one.action != CORDEE_FILE_LOOK)
        return CORDEE_FILE_FORBIDDEN;
    const auto path = place(one.path);
    switch (one.action) {
    case CORDEE_FILE_LOOK:
        return look(path, one.facts);
    case CORDEE_FILE_OPEN:
        if (const auto found = look(path, one.facts); found != CORDEE_FILE_FINE)
            return found;
        if (one.facts.kind != CORDEE_KIND_FILE)
            return CORDEE_FILE_WRONG_KIND;
        one.descriptor = Descriptor{open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)};
        return one.descriptor ? CORDEE_FILE_FINE : of_errno();
    case CORDEE_FILE_PART: {
        const int fresh = (one.flags & CORDEE_FILE_FRESH) != 0 ? O_TRUNC : 0;
        one.descriptor = Descriptor{
            open(part_of(one.path).c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | fresh, 0600)};
        return one.descriptor ? look(part_of(one.path), one.facts) : of_errno();
    }
    case CORDEE_FILE_COMMIT:
        return commit(one, path);
    case CORDEE_FILE_DISCARD:
        return unlink(part_of(one.path).c_str()) == 0 ? CORDEE_FILE_FINE : of_errno();
    case CORDEE_FILE_MAKE_FOLDER: {
        if ((one.flags & CORDEE_FILE_PARENTS) != 0)
            fs::create_directories(path);
        Facts there{};
        if (look(path, there) == CORDEE_FILE_FINE)
            return there.kind == CORDEE_KIND_FOLDER ? CORDEE_FILE_FINE : CORDEE_FILE_EXISTS;
        return mkdir(path.c_str(), 0700) == 0 ? CORDEE_FILE_FINE : of_errno();
    }
    case CORDEE_FILE_SET_FACTS:
        set_facts(path, one.mode, one.modified);
        return CORDEE_FILE_FINE;
    case CORDEE_FILE_MAKE_LINK:
        return make_link(one, path);
    }
    return CORDEE_FILE_BROKEN;
}

void FolderFiles::perform(std::span<Request> requests)
{
    for (auto& one : requests) {
        one.trouble = before ? before(one) : CORDEE_FILE_FINE;
        if (one.trouble == CORDEE_FILE_FINE)
            one.trouble = answer(one);
    }
}

cordee_file_trouble FolderFiles::list(std::uint32_t, const std::string& path, std::vector<FoundEntry>& out)
{
    if (const auto way = way_to(path); way != CORDEE_FILE_FINE)
        return way;
    std::error_code error;
    for (const auto& one : fs::directory_iterator{place(path), error}) {
        FoundEntry entry{one.path().filename().string()};
        if (entry.name.ends_with(kPartEnd))
            continue;
        look(one.path(), entry.facts);
        if (entry.facts.kind == CORDEE_KIND_LINK)
            entry.target = fs::read_symlink(one.path()).string();
        out.push_back(std::move(entry));
    }
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return error ? CORDEE_FILE_FORBIDDEN : CORDEE_FILE_FINE;
}

} // namespace cordee::transfer::test
