#include "apps/broker/module_store.hpp"

#include "apps/broker/package_manifest.hpp"
#include "core/base/logging.hpp"
#include "core/crypto/hash.hpp"

#include <fmt/format.h>

#include <array>
#include <fstream>

namespace cordee::broker {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMaxPackage = 16 << 20;

Result<std::string> sha256_of(const fs::path& file)
{
    std::ifstream in{file, std::ios::binary};
    crypto::Sha256 hash;
    std::array<char, 64 * 1024> piece;
    while (in.read(piece.data(), piece.size()) || in.gcount() > 0)
        hash.update(as_view({piece.data(), static_cast<std::size_t>(in.gcount())}));
    if (in.bad() || !in.eof())
        return Errc::io_error;
    return to_hex(hash.finish());
}

Result<ModulePackage> read_package(const fs::path& file, std::uint64_t size)
{
    if (size > kMaxPackage)
        return Errc::too_large;
    const auto manifest = read_package_manifest(file);
    if (manifest.has_error())
        return manifest.error();
    const auto hash = sha256_of(file);
    if (hash.has_error())
        return hash.error();
    return ModulePackage{
        manifest->id, manifest->version,    manifest->platform, manifest->publisher, size, *hash,
        file,         manifest->permissions};
}

} // namespace

std::optional<ModulePackage> ModuleStore::find(std::string_view id, std::string_view platform,
                                               std::optional<Version> version)
{
    refresh();
    std::optional<ModulePackage> best;
    for (const auto& [file, known] : known_) {
        const auto& package = known.package;
        if (!package || package->id != id || package->platform != platform)
            continue;
        if (version ? package->version == *version : !best || best->version < package->version)
            best = package;
    }
    return best;
}

std::optional<ModuleFloor> ModuleStore::floor(std::string_view id)
{
    refresh();
    std::map<std::string, const ModulePackage*> newest;
    for (const auto& [file, known] : known_) {
        if (!known.package || known.package->id != id)
            continue;
        auto& best = newest[known.package->platform];
        if (!best || best->version < known.package->version)
            best = &*known.package;
    }
    std::optional<ModuleFloor> out;
    for (const auto& [platform, package] : newest)
        if (!out || package->version < out->min)
            out = ModuleFloor{package->version, package->publisher};
    return out;
}

void ModuleStore::refresh()
{
    std::map<fs::path, Known> now;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator{folder_, error}) {
        std::error_code gone;
        const auto changed = entry.last_write_time(gone);
        const auto size = gone ? 0 : entry.file_size(gone);
        if (gone || entry.path().extension() != ".zip")
            continue;
        const auto old = known_.find(entry.path());
        if (old != known_.end() && old->second.changed == changed && old->second.size == size) {
            now.insert(*old);
            continue;
        }
        const auto package = read_package(entry.path(), size);
        if (package.has_error())
            log::warning("{} is left out: {}", entry.path().filename().string(), package.error().message());
        now[entry.path()] = {changed, size, package.has_value() ? std::optional{*package} : std::nullopt};
    }
    known_ = std::move(now);
}

std::string to_text(const Version& version)
{
    return fmt::format("{}.{}.{}", version.major, version.minor, version.patch);
}

} // namespace cordee::broker
