// Who did what, when and from where: appended, chained by hashes, never changed. AUDIT.md has the format.
#pragma once

#include "apps/broker/accounts/operators.hpp"
#include "apps/broker/storage/database.hpp"
#include "core/base/clock.hpp"
#include "core/base/json.hpp"
#include "core/crypto/audit_chain.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cordee::broker {

struct Actor {
    std::string kind; ///< administrator, operator, client, device, relay, broker, or anybody
    std::string id{};
    std::string name{}; ///< of operators the address; of clients what they call themselves
};

Actor actor_of(const Operator& who);

/// What an act was about. No secret, no content of anybody's session.
struct AuditFacts {
    std::string session{};
    std::string object{};
    std::optional<json::Object> before{};
    std::optional<json::Object> after{};
};

/// What to look for; what is empty does not narrow. Times are seconds since 1970.
struct AuditFilter {
    std::string actor{}; ///< id or name
    std::string kind{};  ///< an act, or what stands before its dot
    std::string session{};
    std::optional<std::int64_t> from{};
    std::optional<std::int64_t> until{}; ///< the first one outside
    std::string text{};                  ///< somewhere in name, object, before or after
    [[nodiscard]] bool empty() const;
};

class AuditLog {
public:
    AuditLog(Database& database, crypto::SigningKey key, const Clock& clock)
        : database_{database}, key_{std::move(key)}, clock_{clock}
    {}

    /// In the transaction that is open, so that there is no change without its entry; in one of its own
    /// otherwise.
    void record(const Actor& actor, const std::string& address, std::string_view act, AuditFacts facts = {});

    /// The last entry, signed now.
    crypto::AuditHead head();
    /// Signs when there is something new for a minute.
    void tick();

    /// A part of the log, newest first.
    struct Page {
        std::vector<crypto::AuditLine> lines;
        std::int64_t next = 0; ///< what to ask for as `below` to go on; 0: there is no more
    };
    /// Below `below`. No index helps to find a text: of one, a page may have less than it could, or nothing,
    /// and more come after it.
    [[nodiscard]] Page list(const AuditFilter& filter, std::int64_t below, std::size_t most) const;
    /// Oldest first, above `above` up to `last`.
    [[nodiscard]] std::vector<crypto::AuditLine> after(const AuditFilter& filter, std::int64_t above,
                                                       std::int64_t last, std::size_t most) const;

    /// What does not fit at the end of the log, for an administrator to read; empty when all does.
    [[nodiscard]] std::string fault() const;

private:
    struct Tail {
        std::uint64_t seq = 0;
        crypto::AuditHash hash{};
    };
    [[nodiscard]] Tail tail() const;
    void append(const crypto::AuditEntry& entry);
    void keep(const crypto::AuditHead& head);
    [[nodiscard]] std::vector<crypto::AuditLine> select(const AuditFilter& filter, std::string condition,
                                                        std::vector<Value> values, const char* order,
                                                        std::size_t most) const;

    Database& database_;
    crypto::SigningKey key_;
    const Clock& clock_;
};

} // namespace cordee::broker
