// What a program believes of one broker's publishers, and how that may change: never back, never without the
// signatures that it takes. Pure: files and networks are elsewhere.
#pragma once

#include "core/plugin/trust/roles.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cordee::plugin::trust {

/// How far the clocks of two computers may be apart.
inline constexpr std::chrono::seconds kClockSkew{90};

/// The files of a broker as they travel; the roots in the order of their versions.
struct Files {
    std::vector<std::string> roots;
    std::string targets;
    std::string timestamp;
    bool operator==(const Files&) const = default;
};

/// Most steps from one root to the newest in one answer.
inline constexpr std::size_t kMaxRoots = 64;

class Trust {
public:
    /// Believes the newest of these roots as the first one; the rest is checked as by update().
    static Result<Trust> begin(const Files& files, WallTime now);
    /// What was kept of an earlier update(). Nothing expires by that. Errc::malformed, bad_signature.
    static Result<Trust> resume(const Files& kept);

    /// Takes what is newer. What is refused changes nothing:
    /// bad_signature: too few of the keys that it takes, of the old root also, signed;
    /// already_used: older than what was seen before (rollback);
    /// expired: its time is over (freeze); not_yet_valid: made in the future;
    /// unexpected: the files do not belong together; malformed, unsupported, too_large.
    Result<void> update(const Files& files, WallTime now);
    /// What to keep: one root and the two others.
    [[nodiscard]] const Files& kept() const { return kept_; }

    /// Whether something may be installed on the word of these files now. The clock counts from the newest
    /// time that was signed on, so that setting it back prolongs nothing. Errc::expired.
    [[nodiscard]] Result<void> fresh(WallTime now) const;

    [[nodiscard]] const Root& root() const { return root_; }
    [[nodiscard]] const Targets& targets() const { return targets_; }
    [[nodiscard]] const Timestamp& timestamp() const { return timestamp_; }

private:
    Trust() = default;
    Result<void> take_roots(const std::vector<std::string>& roots);
    Result<void> take_timestamp(const std::string& text, WallTime now);
    Result<void> take_targets(const std::string& text);

    Root root_;
    Targets targets_;
    Timestamp timestamp_;
    Files kept_;
};

/// A root that follows another one, or a first one: signed by its own keys and by those of the one before.
/// Errc::bad_signature, malformed; already_used or unexpected for a version that is not the next.
Result<Root> verify_root(std::string_view text, const Root* before);
Result<Targets> verify_targets(std::string_view text, const Root& root);

} // namespace cordee::plugin::trust
