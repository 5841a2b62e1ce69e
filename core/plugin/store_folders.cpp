#include "core/plugin/store_folders.hpp"

#include "core/base/file.hpp"
#include "core/base/language.hpp"
#include "core/plugin/package.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <map>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace cordee::plugin {

namespace fs = std::filesystem;

namespace {

constexpr const char* kNew = ".new-";

Errc reason_of(int number)
{
    return number == ENOSPC || number == EDQUOT ? Errc::exhausted : Errc::io_error;
}

Descriptor open_lock(const fs::path& file)
{
    Descriptor out{::open(file.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600)};
    if (!out)
        cannot_write(file.parent_path(), reason_of(errno));
    return out;
}

bool take_lock(const Descriptor& file, int how)
{
    int taken = -1;
    do
        taken = ::flock(file.get(), how);
    while (taken != 0 && errno == EINTR);
    return taken == 0;
}

void remove_whole(const fs::path& place)
{
    std::error_code ignored;
    fs::remove_all(place, ignored);
}

/// What a program left that was killed while it unpacked: the lock is ours, so it is nobody's.
void remove_leftovers(const fs::path& folder)
{
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator{folder, ignored})
        if (entry.path().filename().string().starts_with(kNew))
            remove_whole(entry.path());
}

std::uint64_t size_below(const fs::path& place)
{
    std::error_code ignored;
    std::uint64_t out = 0;
    if (fs::is_regular_file(place, ignored))
        return fs::file_size(place, ignored);
    for (const auto& entry : fs::recursive_directory_iterator{place, ignored})
        if (entry.is_regular_file(ignored))
            out += entry.file_size(ignored);
    return out;
}

/// One thing that could go.
struct Thing {
    std::string sha256;
    bool partial = false;
    std::uint64_t size = 0;
    timespec used{};
    std::string family; ///< module and publisher; empty when it can't be read
    Version version;
};

timespec time_of(const fs::path& file)
{
    struct stat info = {};
    return ::stat(file.c_str(), &info) == 0 ? info.st_mtim : timespec{};
}

bool used_before(const Thing& a, const Thing& b)
{
    return a.used.tv_sec != b.used.tv_sec ? a.used.tv_sec < b.used.tv_sec : a.used.tv_nsec < b.used.tv_nsec;
}

std::vector<Thing> things_in(const fs::path& folder)
{
    std::vector<Thing> out;
    for (const auto& name : names_in(folder / kUnpacked)) {
        const auto place = folder / kUnpacked / name;
        Thing thing{name, false, size_below(place), time_of(folder / kLocks / name), {}, {}};
        const auto text = read_file(place / kManifestName, kMaxManifest);
        if (const auto manifest = text ? parse_manifest(*text) : Result<Manifest>{text.error()}) {
            thing.family = manifest->id + " " + manifest->publisher;
            thing.version = manifest->version;
        }
        out.push_back(std::move(thing));
    }
    for (const auto& name : names_in(folder / kPartial)) {
        const auto file = folder / kPartial / name;
        out.push_back({name, true, size_below(file), time_of(file), {}, {}});
    }
    return out;
}

/// False when somebody fetches it.
bool remove_partial(const fs::path& file)
{
    const Descriptor open{::open(file.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC)};
    if (open && !take_lock(open, LOCK_EX | LOCK_NB))
        return false;
    remove_whole(file);
    return true;
}

bool remove_thing(const fs::path& folder, const Thing& thing)
{
    return thing.partial ? remove_partial(folder / kPartial / thing.sha256)
                         : remove_unused(folder, thing.sha256);
}

} // namespace

void cannot_write(const fs::path& folder, boost::system::error_code why)
{
    if (why == Errc::exhausted)
        throw UserError{trf("there is no space left for plugins in {}", folder.string()),
                        std::string{tr("free some space, then try again")}};
    throw UserError{trf("the folder for plugins can't be written: {}", folder.string()),
                    std::string{tr("make it your own and writable, or remove it")}};
}

void make_cache_folder(const fs::path& folder)
{
    std::error_code error;
    fs::create_directories(folder, error);
    if (!error)
        fs::permissions(folder, fs::perms::owner_all, error);
    if (error)
        cannot_write(folder, error == std::errc::no_space_on_device ? Errc::exhausted : Errc::io_error);
}

std::vector<std::string> names_in(const fs::path& folder)
{
    std::vector<std::string> out;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator{folder, ignored})
        if (const auto name = entry.path().filename().string(); !name.starts_with('.'))
            out.push_back(name);
    return out;
}

CacheLock::CacheLock(const fs::path& folder) : file_{open_lock(folder / ".lock")}
{
    if (!take_lock(file_, LOCK_EX))
        cannot_write(folder, Errc::io_error);
}

std::optional<CacheLock> CacheLock::try_hold(const fs::path& folder)
{
    CacheLock out;
    out.file_ = open_lock(folder / ".lock");
    if (!take_lock(out.file_, LOCK_EX | LOCK_NB))
        return std::nullopt;
    return out;
}

NewFolder::NewFolder(const fs::path& cache)
{
    remove_leftovers(cache);
    auto name = (cache / (std::string{kNew} + "XXXXXX")).string();
    if (::mkdtemp(name.data()) == nullptr)
        cannot_write(cache, reason_of(errno));
    path_ = name;
}

NewFolder::~NewFolder()
{
    remove_whole(path_);
}

void NewFolder::swap_with(const fs::path& place) const
{
    make_cache_folder(place.parent_path());
    if (::rename(path_.c_str(), place.c_str()) == 0)
        return;
    if (::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, place.c_str(), RENAME_EXCHANGE) != 0)
        cannot_write(place.parent_path(), reason_of(errno));
}

Descriptor lock_in_use(const fs::path& folder, const std::string& sha256)
{
    make_cache_folder(folder / kLocks);
    auto out = open_lock(folder / kLocks / sha256);
    if (!take_lock(out, LOCK_SH | LOCK_NB) || ::futimens(out.get(), nullptr) != 0)
        cannot_write(folder, Errc::io_error);
    return out;
}

bool remove_unused(const fs::path& folder, const std::string& sha256)
{
    make_cache_folder(folder / kLocks);
    const auto lock = open_lock(folder / kLocks / sha256);
    if (!take_lock(lock, LOCK_EX | LOCK_NB))
        return false;
    const NewFolder away{folder};
    (void)::rename((folder / kUnpacked / sha256).c_str(), (away.path() / "old").c_str());
    remove_whole(folder / kLocks / sha256);
    return true;
}

void trim_cache(const fs::path& folder, std::uint64_t limit)
{
    auto things = things_in(folder);
    std::map<std::string, Version> newest;
    for (const auto& thing : things)
        newest[thing.family] = std::max(newest[thing.family], thing.version);
    const auto old = [&](const Thing& thing) { return thing.version < newest[thing.family]; };
    std::erase_if(things, [&](const Thing& thing) { return old(thing) && remove_thing(folder, thing); });
    std::sort(things.begin(), things.end(), used_before);
    std::uint64_t total = 0;
    for (const auto& thing : things)
        total += thing.size;
    for (const auto& thing : things)
        if (total > limit && remove_thing(folder, thing))
            total -= thing.size;
}

} // namespace cordee::plugin
