// The policy where it is kept: every version of its text, in the database.
#pragma once

#include "apps/broker/policy/policy_text.hpp"
#include "apps/broker/storage/database.hpp"
#include "core/base/clock.hpp"

#include <optional>

namespace cordee::broker {

struct PolicyVersion {
    std::int64_t version = 0;
    std::string text;
    WallTime at{};
    std::string by; ///< an operator's address; empty: it came with the program
};

/// SHA-256 in hexadecimal, as the audit log names a text.
std::string policy_hash(std::string_view text);

class PolicyStore {
public:
    /// Writes down as text what an older database has as rules.
    explicit PolicyStore(Database& database);

    /// The newest. It is read anew when another one is there; the answer is good until then.
    /// One that this program cannot read allows nothing.
    [[nodiscard]] const Policy& load() const;
    [[nodiscard]] PolicyVersion current() const;
    [[nodiscard]] std::int64_t version() const;

    /// The text is one without problems. Returns the new version.
    std::int64_t save(const std::string& text, const std::string& by, WallTime at);

    [[nodiscard]] std::optional<PolicyVersion> find(std::int64_t version) const;
    /// Newest first, those below `below`; their texts are left empty.
    [[nodiscard]] std::vector<PolicyVersion> versions(std::int64_t below, std::size_t most) const;

private:
    void adopt_rules();

    Database& database_;
    mutable std::string read_hash_; ///< of what is in read_: numbers of versions come back after a failure
    mutable std::optional<Policy> read_;
};

} // namespace cordee::broker
