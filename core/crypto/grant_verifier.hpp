// Decides whether a grant counts: signed by a trusted broker, for now, and not older than one seen before.
#pragma once

#include "core/crypto/grant.hpp"

#include <functional>
#include <map>

namespace cordee::crypto {

/// Broker keys by key id.
using TrustStore = std::map<std::string, ByteArray<32>, std::less<>>;

/// Remembers the newest grant of each session and the latest trusted moment, so one object serves all
/// sessions of a program. Belongs to one strand. The clock outlives it.
class GrantVerifier {
public:
    GrantVerifier(TrustStore trusted, const Clock& clock);

    /// Errc::too_large, malformed, unsupported (critical claim), not_found (unknown key), bad_signature,
    /// not_permitted (lives too long), expired, not_yet_valid, already_used (a newer grant of the session is
    /// known).
    Result<Grant> verify(std::string_view token);

    /// The later of the clock and the newest verified iat plus the time since: turning the clock back does
    /// not bring an expired grant to life again.
    [[nodiscard]] WallTime now() const;

private:
    struct Newest {
        std::uint64_t seq = 0;
        std::string jti;
        WallTime exp{};
    };

    [[nodiscard]] Result<void> check_times(const Grant& grant) const;
    Result<void> remember(const Grant& grant);
    void forget_ended();

    TrustStore trusted_;
    const Clock& clock_;
    std::map<ByteArray<16>, Newest> newest_;
    WallTime latest_iat_{};
    SteadyTime latest_at_{};
};

} // namespace cordee::crypto
