#include "core/plugin/folder_open.hpp"

#include "core/plugin/folder_path.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace cordee::plugin {
namespace {

std::string proc_name(int place)
{
    return "/proc/self/fd/" + std::to_string(place);
}

cordee_file_trouble trouble_of(int error)
{
    switch (error) {
    case ENOENT:
    case ESTALE:
        return CORDEE_FILE_ABSENT;
    case EEXIST:
    case ENOTEMPTY:
        return CORDEE_FILE_EXISTS;
    case ENOTDIR:
    case EISDIR:
    case ELOOP:
    case ENXIO:
        return CORDEE_FILE_WRONG_KIND;
    case EACCES:
    case EPERM:
    case EROFS:
        return CORDEE_FILE_FORBIDDEN;
    case EXDEV:
    case ENAMETOOLONG:
        return CORDEE_FILE_OUTSIDE;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return CORDEE_FILE_FULL;
    case EWOULDBLOCK:
        return CORDEE_FILE_BUSY;
    default:
        return CORDEE_FILE_BROKEN;
    }
}

std::uint32_t kind_of(std::uint32_t mode)
{
    if (S_ISREG(mode))
        return CORDEE_KIND_FILE;
    if (S_ISDIR(mode))
        return CORDEE_KIND_FOLDER;
    return S_ISLNK(mode) ? CORDEE_KIND_LINK : CORDEE_KIND_OTHER;
}

std::uint64_t mix(std::uint64_t value)
{
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
    value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
    return value ^ (value >> 31);
}

/// Numbers of files are used again after one is gone; its time of birth tells the two apart.
std::uint64_t file_number(const struct statx& facts)
{
    auto out = mix(facts.stx_ino);
    out = mix(out ^ facts.stx_dev_major) + facts.stx_dev_minor;
    if ((facts.stx_mask & STATX_BTIME) != 0)
        out = mix(out ^ static_cast<std::uint64_t>(facts.stx_btime.tv_sec)) + facts.stx_btime.tv_nsec;
    return mix(out);
}

constexpr std::int64_t kSecond = 1'000'000'000;

bool left_alone(int result)
{
    return result == 0 || errno == EPERM || errno == EOPNOTSUPP || errno == ENOSYS;
}

/// The time of reading stays.
std::array<timespec, 2> times_of(std::int64_t modified)
{
    auto seconds = modified / kSecond;
    auto rest = modified % kSecond;
    if (rest < 0) { // before 1970
        --seconds;
        rest += kSecond;
    }
    std::array<timespec, 2> out{};
    out[0].tv_nsec = UTIME_OMIT;
    out[1].tv_sec = seconds;
    out[1].tv_nsec = rest;
    return out;
}

} // namespace

FileOutcome refuse(cordee_file_trouble trouble)
{
    FileOutcome out;
    out.answer.trouble = trouble;
    out.answer.status = trouble == CORDEE_FILE_FINE        ? CORDEE_OK
                        : trouble == CORDEE_FILE_FORBIDDEN ? CORDEE_DENIED
                        : trouble == CORDEE_FILE_OUTSIDE   ? CORDEE_INVALID
                                                           : CORDEE_FAILED;
    return out;
}

FileOutcome failure(int error)
{
    auto out = refuse(trouble_of(error));
    if (error == EMFILE || error == ENFILE)
        out.answer.status = CORDEE_AGAIN;
    return out;
}

Descriptor open_beneath(int folder, const std::string& path, std::uint64_t flags, mode_t mode)
{
    constexpr int kTries = 64;
    open_how how{};
    how.flags = flags | O_CLOEXEC | O_NOFOLLOW;
    how.mode = mode;
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV;
    long out = -1;
    // EAGAIN: the tree changed while the kernel looked.
    for (int i = 0; i < kTries && out < 0 && (i == 0 || errno == EINTR || errno == EAGAIN); ++i)
        out = syscall(SYS_openat2, folder, path.c_str(), &how, sizeof how);
    return Descriptor{static_cast<int>(out)};
}

Descriptor reopen(int place, int flags)
{
    return Descriptor{open(proc_name(place).c_str(), flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)};
}

Descriptor open_regular(int folder, const std::string& path, int flags)
{
    const auto place = open_beneath(folder, path, O_PATH);
    if (!place)
        return {};
    struct statx facts {};
    if (!look_at(place.get(), "", facts))
        return {};
    if (!is_regular(facts)) {
        errno = ELOOP; // the wrong kind
        return {};
    }
    return reopen(place.get(), flags);
}

bool look_at(int folder, const char* name, struct statx& facts)
{
    return statx(folder, name, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH,
                 STATX_BASIC_STATS | STATX_BTIME, &facts) == 0;
}

cordee_file_facts facts_of(const struct statx& facts)
{
    constexpr std::uint64_t kBlock = 512;
    cordee_file_facts out{};
    out.kind = kind_of(facts.stx_mode);
    out.mode = facts.stx_mode & 0777;
    out.size = facts.stx_size;
    out.modified = facts.stx_mtime.tv_sec * kSecond + facts.stx_mtime.tv_nsec;
    out.used = facts.stx_blocks * kBlock;
    out.file = file_number(facts);
    return out;
}

bool is_regular(const struct statx& facts)
{
    return S_ISREG(facts.stx_mode);
}

bool same_file(const struct statx& one, const struct statx& other)
{
    return one.stx_ino == other.stx_ino && one.stx_dev_major == other.stx_dev_major &&
           one.stx_dev_minor == other.stx_dev_minor;
}

bool move_new(int folder, const std::string& from, const std::string& to)
{
    if (renameat2(folder, from.c_str(), folder, to.c_str(), RENAME_NOREPLACE) == 0)
        return true;
    return errno == EINVAL && link_new(folder, from, to); // over a network, say
}

bool link_new(int folder, const std::string& from, const std::string& to)
{
    return linkat(folder, from.c_str(), folder, to.c_str(), 0) == 0 && unlinkat(folder, from.c_str(), 0) == 0;
}

bool set_mode(int place, mode_t mode)
{
    return left_alone(chmod(proc_name(place).c_str(), mode));
}

bool set_own_mode(int file, mode_t mode)
{
    return left_alone(fchmod(file, mode));
}

bool set_modified(int place, std::int64_t modified)
{
    return left_alone(utimensat(AT_FDCWD, proc_name(place).c_str(), times_of(modified).data(), 0));
}

bool set_own_modified(int file, std::int64_t modified)
{
    return left_alone(futimens(file, times_of(modified).data()));
}

bool sync_folder(int folder)
{
    const Descriptor readable{openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!readable)
        return errno == EACCES;
    return fsync(readable.get()) == 0 || errno == EINVAL; // a file system that has no such thing
}

FilePlace OpenFolders::place(int root, const std::string& path)
{
    auto [folder, name] = split(path);
    if (folder.empty())
        return {root, std::move(name)};
    auto& open = open_[{root, folder}];
    if (!open)
        open = open_beneath(root, folder, O_PATH | O_DIRECTORY);
    return {open.get(), std::move(name)};
}

bool OpenFolders::sync()
{
    bool good = true;
    for (const int folder : std::exchange(touched_, {}))
        good = sync_folder(folder) && good;
    return good;
}

} // namespace cordee::plugin
