// The audit log as a chain of hashes, and its signed heads: apps/broker/audit/AUDIT.md, to the byte.
#pragma once

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/crypto/ed25519.hpp"

#include <optional>
#include <string>

namespace cordee::crypto {

/// What is not known is empty. `before` and `after` are JSON objects as text, kept byte for byte.
struct AuditEntry {
    std::uint64_t seq = 0; ///< counted from 1, without a gap
    WallTime at{};
    std::string actor_kind;
    std::string actor_id;
    std::string actor_name;
    std::string address;
    std::string act;
    std::string session;
    std::string object;
    std::string before;
    std::string after;
    bool operator==(const AuditEntry&) const = default;
};

using AuditHash = ByteArray<32>;

/// `previous` is that of the entry before; zeros before the first.
AuditHash audit_hash(const AuditHash& previous, const AuditEntry& entry);

/// One line of an export, without its end.
std::string audit_line(const AuditEntry& entry, const AuditHash& hash);
struct AuditLine {
    AuditEntry entry;
    AuditHash hash{};
};
/// Errc::malformed for what audit_line() does not write.
Result<AuditLine> parse_audit_line(const json::Object& line);

/// That the log had this entry as its last one at that moment.
struct AuditHead {
    std::uint64_t seq = 0; ///< 0: nothing is in it
    AuditHash hash{};
    WallTime at{};
    ByteArray<64> signature{};
    ByteArray<32> key{};
};

AuditHead sign_audit_head(std::uint64_t seq, const AuditHash& hash, WallTime at, const SigningKey& key);
/// By the key that it names.
bool is_signed(const AuditHead& head);

/// {seq, hash, at, signature, key}
json::Object audit_head_to_json(const AuditHead& head);
/// Errc::malformed.
Result<AuditHead> audit_head_from_json(const json::Object& object);

} // namespace cordee::crypto
