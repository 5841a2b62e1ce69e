// What the three files of trust say, read strictly and written.
#pragma once

#include "core/base/clock.hpp"
#include "core/base/version.hpp"
#include "core/plugin/trust/signed_text.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cordee::plugin::trust {

/// What every file has.
struct Life {
    std::uint64_t version = 0; ///< grows with each new one
    WallTime made{};
    WallTime expires{};
    bool operator==(const Life&) const = default;
};

/// Longest lives: what is signed by hand, and seldom, lives long.
inline constexpr std::chrono::hours kMaxRootLife{24 * 3660};
inline constexpr std::chrono::hours kMaxTargetsLife{24 * 1100};
inline constexpr std::chrono::hours kMaxTimestampLife{24 * 7};

/// The keys of a role, and how many of them it takes.
struct RoleKeys {
    std::size_t threshold = 1;
    std::vector<PublicKey> keys;
    bool operator==(const RoleKeys&) const = default;
};

struct Root {
    Life life;
    RoleKeys root; ///< threshold at least 2
    RoleKeys targets;
    RoleKeys timestamp;
    [[nodiscard]] const RoleKeys& keys_of(Role role) const;
};

struct PublisherKey {
    std::string name; ///< for people
    std::string key;  ///< minisign's base64 form
    std::string id;   ///< minisign's key id, 16 upper-case hex digits; not in the file, it is in the key
};

/// Who may publish a module, and from which version on. The entry "*" is for all that have none.
struct ModuleTerms {
    std::string id;
    std::vector<std::string> publishers; ///< key ids
    Version min{};
};

struct Revocation {
    std::string id; ///< of a module; empty: by hash
    Version version{};
    ByteArray<32> sha256{}; ///< of a package
    bool operator==(const Revocation&) const = default;
};

struct Targets {
    Life life;
    std::vector<PublisherKey> publishers;
    std::vector<ModuleTerms> modules;
    std::vector<Revocation> revoked;

    /// Those of the module's own entry, else of "*"; null: nobody may publish it.
    [[nodiscard]] const ModuleTerms* terms_of(std::string_view module) const;
    [[nodiscard]] bool revokes(std::string_view module, const Version& version) const;
    [[nodiscard]] bool revokes(const ByteArray<32>& package) const;
};

struct Timestamp {
    Life life;
    std::uint64_t targets_version = 0;
    ByteArray<32> targets_sha256{}; ///< of the whole file
};

inline constexpr std::size_t kMaxKeys = 8;
inline constexpr std::size_t kMaxPublishers = 64;
inline constexpr std::size_t kMaxModuleTerms = 256;
inline constexpr std::size_t kMaxRevocations = 1024;

/// Errc::malformed also for members that are not known here and for a life that is too long: what cannot be
/// understood whole is not half obeyed.
Result<Root> read_root(std::string_view body);
Result<Targets> read_targets(std::string_view body);
Result<Timestamp> read_timestamp(std::string_view body);

/// One line each.
std::string write_root(const Root& root);
std::string write_targets(const Targets& targets);
std::string write_timestamp(const Timestamp& timestamp);

/// A publisher's public key as minisign writes it, a file or its second line. Errc::malformed.
Result<PublisherKey> read_publisher(std::string_view text, std::string name);

} // namespace cordee::plugin::trust
