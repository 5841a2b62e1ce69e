// The packages that this broker hands out: the *.zip files of its folders, looked at again when they change.
// It checks no signature: whoever loads a package does, and trusts no broker for it.
#pragma once

#include "apps/broker/packages/module_terms.hpp"
#include "core/base/bytes.hpp"
#include "core/base/error.hpp"
#include "core/base/version.hpp"
#include "core/plugin/trust/roles.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cordee::broker {

/// Longest package file that is handed out.
inline constexpr std::uint64_t kMaxPackage = 16 << 20;

struct ModulePackage {
    std::string id;
    Version version;
    std::string platform;
    std::string publisher;
    std::uint64_t size = 0;
    std::string sha256; ///< hexadecimal
    std::filesystem::path file;
    std::vector<std::string> permissions; ///< that its manifest names
};

/// What a grant says of a module: nobody may use an older one than every platform can have.
struct ModuleFloor {
    Version min;
    std::string publisher;
    std::optional<Version> max;     ///< by the policy
    std::vector<Version> withdrawn; ///< from `min` on
};

/// What becomes of a package here.
enum class PackageStanding {
    offered,
    withdrawn,   ///< revoked
    not_trusted, ///< its publisher is not named, or it is older than the administrator signed
    not_allowed, ///< the policy wants other versions or publishers
};

class ModuleStore {
public:
    explicit ModuleStore(std::vector<std::filesystem::path> folders) : folders_{std::move(folders)} {}

    /// From now on these decide what is offered. Null: whoever's packages lie there.
    void use_targets(const plugin::trust::Targets* targets) { targets_ = targets; }
    void use_terms(TermsByModule terms) { terms_ = std::move(terms); }

    /// Of those that are offered, the newest, or exactly the version asked for.
    std::optional<ModulePackage> find(std::string_view id, std::string_view platform,
                                      std::optional<Version> version);
    /// Any package, also one that is not offered.
    std::optional<ModulePackage> find_by_hash(std::string_view sha256);
    /// All of them, by name and version.
    std::vector<ModulePackage> list();
    [[nodiscard]] PackageStanding standing(const ModulePackage& package) const;
    /// The lowest among the newest of each platform. Empty when there is no package of that name.
    std::optional<ModuleFloor> floor(std::string_view id);

private:
    struct Known {
        std::filesystem::file_time_type changed;
        std::uint64_t size = 0;
        std::optional<ModulePackage> package; ///< empty: looked at, and not a package
    };
    void refresh();
    static void refresh(const std::filesystem::path& folder, std::map<std::filesystem::path, Known>& now,
                        const std::map<std::filesystem::path, Known>& before);
    [[nodiscard]] std::vector<Version> withdrawn_from(std::string_view id, const Version& min) const;

    std::vector<std::filesystem::path> folders_;
    const plugin::trust::Targets* targets_ = nullptr;
    TermsByModule terms_;
    std::map<std::filesystem::path, Known> known_;
};

std::string to_text(const Version& version);

} // namespace cordee::broker
