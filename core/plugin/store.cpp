#include "core/plugin/store.hpp"

#include "core/base/descriptor.hpp"
#include "core/base/file.hpp"
#include "core/base/language.hpp"
#include "core/crypto/hash.hpp"
#include "core/plugin/store_folders.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>

namespace cordee::plugin {

namespace fs = std::filesystem;

namespace {

/// An unpacked package as it lies there, not verified.
struct Candidate {
    std::string sha256;
    Manifest manifest;
};

std::vector<Candidate> candidates(const fs::path& folder)
{
    std::vector<Candidate> out;
    for (const auto& name : names_in(folder / kUnpacked)) {
        const auto manifest = read_file(folder / kUnpacked / name / kManifestName, kMaxManifest);
        auto parsed = manifest ? parse_manifest(*manifest) : Result<Manifest>{manifest.error()};
        if (parsed)
            out.push_back({name, std::move(*parsed)});
    }
    return out;
}

bool is_withdrawn(const PackageRules& rules, const Version& version)
{
    return std::find(rules.withdrawn.begin(), rules.withdrawn.end(), version) != rules.withdrawn.end();
}

bool is_withdrawn(const PackageRules& rules, const std::string& sha256)
{
    return std::any_of(rules.withdrawn_packages.begin(), rules.withdrawn_packages.end(),
                       [&](const auto& hash) { return to_hex(hash) == sha256; });
}

/// The versions that were installed of this publisher's module, one a line.
class Seen {
public:
    Seen(const StoreSettings& settings, const Manifest& manifest)
        : file_{settings.state / (manifest.id + "-" + manifest.publisher)}
    {
        const auto content = read_file(file_, kMaxFile);
        std::string_view text = content ? as_text(*content) : std::string_view{};
        while (!text.empty()) {
            const auto end = std::min(text.find('\n'), text.size());
            if (const auto version = parse_version(text.substr(0, end)))
                versions_.push_back(*version);
            text.remove_prefix(std::min(end + 1, text.size()));
        }
    }

    /// What was withdrawn keeps nobody from going back.
    [[nodiscard]] Version highest(const PackageRules& rules) const
    {
        Version out;
        for (const auto& version : versions_)
            if (!is_withdrawn(rules, version))
                out = std::max(out, version);
        return out;
    }
    Result<void> add(const Version& version)
    {
        if (std::find(versions_.begin(), versions_.end(), version) != versions_.end())
            return {};
        versions_.push_back(version);
        std::sort(versions_.begin(), versions_.end());
        if (versions_.size() > kMost) // the lowest decide nothing
            versions_.erase(versions_.begin());
        std::string text;
        for (const auto& one : versions_)
            text += to_string(one) + "\n";
        return write_private_file(file_, as_view(text));
    }

private:
    static constexpr std::size_t kMaxFile = 4096;
    static constexpr std::size_t kMost = 64;

    fs::path file_;
    std::vector<Version> versions_;
};

/// Held by whoever uses an unpacked package; whoever lets go last clears up.
class Lease {
public:
    Lease(StoreSettings settings, Descriptor lock) : settings_{std::move(settings)}, lock_{std::move(lock)} {}
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease()
    {
        lock_.reset();
        try {
            if (const auto locked = CacheLock::try_hold(settings_.folder))
                trim_cache(settings_.folder, settings_.limit);
        } catch (const UserError&) { // the next one may succeed
        }
    }

private:
    StoreSettings settings_;
    Descriptor lock_;
};

/// While the cache is locked.
Installed lend(const StoreSettings& settings, Manifest manifest, const std::string& sha256)
{
    auto lock = lock_in_use(settings.folder, sha256);
    return {std::move(manifest), settings.folder / kUnpacked / sha256, sha256,
            std::make_shared<Lease>(settings, std::move(lock))};
}

/// Those of the module that were taken back leave as soon as nobody runs them.
void drop_withdrawn(const fs::path& folder, const PackageRules& rules)
{
    for (const auto& one : candidates(folder))
        if (one.manifest.id == rules.id &&
            (is_withdrawn(rules, one.manifest.version) || is_withdrawn(rules, one.sha256)))
            remove_unused(folder, one.sha256);
}

} // namespace

std::optional<Installed> PackageStore::find(const PackageRules& rules, std::optional<Version> exact) const
{
    if (!is_name(rules.id) || !fs::exists(settings_.folder))
        return std::nullopt;
    const CacheLock locked{settings_.folder};
    drop_withdrawn(settings_.folder, rules);
    auto list = candidates(settings_.folder);
    std::sort(list.begin(), list.end(),
              [](const auto& a, const auto& b) { return b.manifest.version < a.manifest.version; });
    for (const auto& one : list) {
        const auto& version = one.manifest.version;
        if (one.manifest.id != rules.id || (exact && version != *exact) || is_withdrawn(rules, one.sha256) ||
            version < Seen{settings_, one.manifest}.highest(rules))
            continue;
        auto manifest = verify_folder(settings_.folder / kUnpacked / one.sha256, rules);
        if (manifest)
            return lend(settings_, std::move(*manifest), one.sha256);
    }
    return std::nullopt;
}

Result<Installed> PackageStore::install(const PackageRules& rules, View package)
{
    if (!is_name(rules.id))
        return Errc::unexpected;
    const auto opened = Package::open(package, rules);
    if (!opened)
        return opened.error();
    const auto sha256 = to_hex(crypto::sha256(package));
    if (is_withdrawn(rules, sha256))
        return Errc::not_permitted;

    make_cache_folder(settings_.folder);
    make_cache_folder(settings_.state);
    const CacheLock locked{settings_.folder};
    Seen seen{settings_, opened->manifest()};
    if (opened->manifest().version < seen.highest(rules))
        return Errc::expired;
    drop_withdrawn(settings_.folder, rules);
    const NewFolder beside{settings_.folder};
    if (const auto unpacked = opened->unpack_into(beside.path()); !unpacked) {
        if (unpacked.error() == Errc::bad_signature)
            return Errc::bad_signature;
        cannot_write(settings_.folder, unpacked.error());
    }
    if (const auto noted = seen.add(opened->manifest().version); !noted)
        cannot_write(settings_.state, noted.error());
    beside.swap_with(settings_.folder / kUnpacked / sha256);
    auto out = lend(settings_, opened->manifest(), sha256);
    trim_cache(settings_.folder, settings_.limit);
    return out;
}

void PackageStore::trim() const
{
    if (!fs::exists(settings_.folder))
        return;
    const CacheLock locked{settings_.folder};
    trim_cache(settings_.folder, settings_.limit);
}

} // namespace cordee::plugin
