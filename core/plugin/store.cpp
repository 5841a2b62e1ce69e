#include "core/plugin/store.hpp"

#include "core/base/file.hpp"
#include "core/base/language.hpp"
#include "core/crypto/hash.hpp"
#include "core/plugin/host_process.hpp"

#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace cordee::plugin {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kMaxHash = 64;
constexpr const char* kPackageHash = ".package";

[[noreturn]] void give_up(const fs::path& folder, Errc why)
{
    if (why == Errc::exhausted)
        throw UserError{trf("there is no space left for plugins in {}", folder.string()),
                        std::string{tr("free some space, then try again")}};
    throw UserError{trf("the folder for plugins can't be written: {}", folder.string()),
                    std::string{tr("make it your own and writable, or remove it")}};
}

void must(const Result<void>& result, const fs::path& folder)
{
    if (!result)
        give_up(folder, result.error() == Errc::exhausted ? Errc::exhausted : Errc::io_error);
}

std::optional<Version> read_highest(const fs::path& module)
{
    const auto text = read_file(module / "highest", 64);
    return text ? parse_version(as_text(*text)) : std::nullopt;
}

/// One program at a time changes a module's folder. Let go on destruction.
UniqueFd lock(const fs::path& module)
{
    UniqueFd out{::open((module / ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)};
    if (out.get() < 0 || ::flock(out.get(), LOCK_EX) != 0)
        give_up(module, Errc::io_error);
    return out;
}

/// A new folder beside its future place; removed with whatever is in it then.
class Beside {
public:
    explicit Beside(const fs::path& module)
    {
        auto name = (module / ".new-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr)
            give_up(module, errno == ENOSPC || errno == EDQUOT ? Errc::exhausted : Errc::io_error);
        path_ = name;
    }
    Beside(const Beside&) = delete;
    Beside& operator=(const Beside&) = delete;
    ~Beside()
    {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }

    [[nodiscard]] const fs::path& path() const { return path_; }
    /// What was at the place before is here afterwards, and goes with it.
    void swap_with(const fs::path& place) const
    {
        if (::rename(path_.c_str(), place.c_str()) == 0)
            return;
        if (::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, place.c_str(), RENAME_EXCHANGE) != 0)
            give_up(place, Errc::io_error);
    }

private:
    fs::path path_;
};

} // namespace

PackageStore::PackageStore(fs::path folder, std::vector<std::string> publishers, std::string platform)
    : folder_{std::move(folder)}, publishers_{std::move(publishers)}, platform_{std::move(platform)}
{}

PackageRules PackageStore::rules(const std::string& id, Version min) const
{
    const auto highest = read_highest(folder_ / id);
    return {id, highest ? std::max(min, *highest) : min, platform_, publishers_};
}

std::optional<Installed> PackageStore::find(const std::string& id, Version min) const
{
    if (!is_name(id))
        return std::nullopt;
    const auto highest = read_highest(folder_ / id);
    if (!highest)
        return std::nullopt;
    const auto folder = folder_ / id / to_string(*highest);
    auto manifest = verify_folder(folder, rules(id, min));
    if (!manifest)
        return std::nullopt;
    const auto hash = read_file(folder / kPackageHash, kMaxHash);
    return Installed{std::move(*manifest), folder, hash ? std::string{as_text(*hash)} : std::string{}};
}

Result<Installed> PackageStore::install(const std::string& id, Version min, View package)
{
    if (!is_name(id))
        return Errc::unexpected;
    const auto opened = Package::open(package, rules(id, min));
    if (!opened)
        return opened.error();

    const auto module = folder_ / id;
    std::error_code error;
    fs::create_directories(module, error);
    if (!error)
        fs::permissions(folder_, fs::perms::owner_all, error);
    if (error)
        give_up(folder_, error == std::errc::no_space_on_device ? Errc::exhausted : Errc::io_error);
    const auto locked = lock(module);
    if (opened->manifest().version < rules(id, min).min)
        return Errc::expired; // another program was faster, with a newer one

    const Beside beside{module};
    if (const auto unpacked = opened->unpack_into(beside.path()); !unpacked) {
        if (unpacked.error() == Errc::bad_signature)
            return Errc::bad_signature;
        must(unpacked, folder_);
    }
    const auto sha256 = to_hex(crypto::sha256(package));
    must(write_private_file(beside.path() / kPackageHash, as_view(sha256)), folder_);
    const auto version = to_string(opened->manifest().version);
    must(write_private_file(module / "highest", as_view(version)), folder_);
    beside.swap_with(module / version);
    return Installed{opened->manifest(), module / version, sha256};
}

} // namespace cordee::plugin
