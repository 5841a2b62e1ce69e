#include "apps/broker/packages/module_store.hpp"

#include "apps/broker/packages/package_manifest.hpp"
#include "core/base/logging.hpp"
#include "core/crypto/hash.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <set>
#include <tuple>

namespace cordee::broker {
namespace {

namespace fs = std::filesystem;

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
        if (!package || package->id != id || package->platform != platform ||
            standing(*package) != PackageStanding::offered)
            continue;
        if (version ? package->version == *version : !best || best->version < package->version)
            best = package;
    }
    return best;
}

std::optional<ModulePackage> ModuleStore::find_by_hash(std::string_view sha256)
{
    for (auto& package : list())
        if (package.sha256 == sha256)
            return std::move(package);
    return std::nullopt;
}

std::vector<ModulePackage> ModuleStore::list()
{
    refresh();
    std::vector<ModulePackage> out;
    for (const auto& [file, known] : known_)
        if (known.package)
            out.push_back(*known.package);
    std::ranges::sort(out, [](const auto& a, const auto& b) {
        return std::tie(a.id, a.version, a.platform, a.sha256) <
               std::tie(b.id, b.version, b.platform, b.sha256);
    });
    return out;
}

std::optional<ModuleFloor> ModuleStore::floor(std::string_view id)
{
    refresh();
    std::map<std::string, const ModulePackage*> newest;
    for (const auto& [file, known] : known_) {
        if (!known.package || known.package->id != id || standing(*known.package) != PackageStanding::offered)
            continue;
        auto& best = newest[known.package->platform];
        if (!best || best->version < known.package->version)
            best = &*known.package;
    }
    std::optional<ModuleFloor> out;
    for (const auto& [platform, package] : newest)
        if (!out || package->version < out->min)
            out = ModuleFloor{package->version, package->publisher, {}, {}};
    if (!out)
        return out;
    out->withdrawn = withdrawn_from(id, out->min);
    if (const auto* terms = broker::terms_of(terms_, id))
        out->max = terms->max;
    return out;
}

/// Also where only the packages of a version were taken back, when none of it is left.
std::vector<Version> ModuleStore::withdrawn_from(std::string_view id, const Version& min) const
{
    std::set<Version> out;
    if (targets_ == nullptr)
        return {};
    for (const auto& one : targets_->revoked)
        if (one.id == id && min <= one.version)
            out.insert(one.version);
    std::set<Version> left;
    for (const auto& [file, known] : known_)
        if (known.package && known.package->id == id)
            (standing(*known.package) == PackageStanding::withdrawn ? out : left)
                .insert(known.package->version);
    std::erase_if(out, [&](const Version& version) { return version < min || left.contains(version); });
    return {out.begin(), out.end()};
}

PackageStanding ModuleStore::standing(const ModulePackage& package) const
{
    const auto among = [&](const std::vector<std::string>& publishers) {
        return std::ranges::find(publishers, package.publisher) != publishers.end();
    };
    if (targets_ != nullptr) {
        const auto hash = to_array<32>(from_hex(package.sha256).value_or(Bytes{}));
        if (targets_->revokes(package.id, package.version) || (hash && targets_->revokes(*hash)))
            return PackageStanding::withdrawn;
        const auto* named = targets_->terms_of(package.id);
        if (named == nullptr || !among(named->publishers) || package.version < named->min)
            return PackageStanding::not_trusted;
    }
    const auto* terms = broker::terms_of(terms_, package.id);
    const bool fits = terms == nullptr ||
                      (terms->min <= package.version && (!terms->max || package.version <= *terms->max) &&
                       (terms->publishers.empty() || among(terms->publishers)));
    return fits ? PackageStanding::offered : PackageStanding::not_allowed;
}

void ModuleStore::refresh()
{
    std::map<fs::path, Known> now;
    for (const auto& folder : folders_)
        refresh(folder, now, known_);
    known_ = std::move(now);
}

void ModuleStore::refresh(const fs::path& folder, std::map<fs::path, Known>& now,
                          const std::map<fs::path, Known>& before)
{
    std::error_code error;
    for (const auto& entry : fs::directory_iterator{folder, error}) {
        std::error_code gone;
        const auto changed = entry.last_write_time(gone);
        const auto size = gone ? 0 : entry.file_size(gone);
        if (gone || entry.path().extension() != ".zip")
            continue;
        const auto old = before.find(entry.path());
        if (old != before.end() && old->second.changed == changed && old->second.size == size) {
            now.insert(*old);
            continue;
        }
        const auto package = read_package(entry.path(), size);
        if (package.has_error())
            log::warning("{} is left out: {}", entry.path().filename().string(), package.error().message());
        now[entry.path()] = {changed, size, package.has_value() ? std::optional{*package} : std::nullopt};
    }
}

std::string to_text(const Version& version)
{
    return fmt::format("{}.{}.{}", version.major, version.minor, version.patch);
}

} // namespace cordee::broker
