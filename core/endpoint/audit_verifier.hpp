// Whether an exported audit log is whole and as it was written: no broker is asked.
#pragma once

#include "core/crypto/audit_chain.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cordee::endpoint {

/// Takes the file line by line. What it finds is in words for a person, at most twenty of them.
class AuditVerifier {
public:
    /// `known`: a head that was kept elsewhere.
    explicit AuditVerifier(std::optional<crypto::AuditHead> known = {}) : known_{std::move(known)} {}

    void take(std::string_view line);
    /// After the last line. Empty: nothing is wrong.
    std::vector<std::string> finish();

    [[nodiscard]] std::uint64_t entries() const { return count_; }
    /// The file's own; empty when it has none.
    [[nodiscard]] const std::optional<crypto::AuditHead>& head() const { return head_; }

private:
    void take_first(const json::Object& line);
    void take_entry(const crypto::AuditLine& line);
    void take_head(const json::Object& head);
    void check_head(const crypto::AuditHead& head, bool own);
    void find(std::string what);

    std::optional<crypto::AuditHead> known_;
    std::optional<crypto::AuditHead> head_;
    std::vector<std::string> findings_;
    std::uint64_t lines_ = 0;
    std::uint64_t count_ = 0;
    std::uint64_t last_ = 0;
    bool follows_ = true; ///< hash_ is that of the entry before the next one
    crypto::AuditHash hash_{};
    std::optional<crypto::AuditHash> at_known_; ///< of the entry that the known head names
};

} // namespace cordee::endpoint
