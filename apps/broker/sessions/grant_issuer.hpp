// Signs what one session may do: what was asked, as far as the policy of this moment allows it.
#pragma once

#include "apps/broker/accounts/operators.hpp"
#include "apps/broker/packages/module_store.hpp"
#include "apps/broker/policy/rights.hpp"
#include "apps/broker/sessions/sessions.hpp"
#include "core/base/clock.hpp"
#include "core/base/random.hpp"
#include "core/crypto/ed25519.hpp"

#include <string>

namespace cordee::broker {

struct IssuedGrant {
    std::string token;
    std::vector<ModuleAccess> allowed; ///< what it allows
    WallTime expires{};
};

class GrantIssuer {
public:
    GrantIssuer(Database& database, const Rights& rights, ModuleStore& modules, crypto::SigningKey key,
                const Clock& clock, Random& random);

    /// What a grant would allow now. Of an invited colleague's session: no more than the one who invited may.
    /// A module whose package is gone cannot be vouched for and is left out. Errc::not_found when one of its
    /// operators is gone.
    [[nodiscard]] Result<std::vector<ModuleAccess>> allowed(const Session& session) const;
    /// Errc::not_found as above.
    Result<IssuedGrant> issue(const Session& session, std::int64_t seq);
    /// A token that ends the session at whoever reads it.
    IssuedGrant revocation(const Session& session, std::int64_t seq);

    [[nodiscard]] const std::string& key_id() const { return key_id_; }
    [[nodiscard]] const ByteArray<32>& public_key() const { return key_.public_key; }

private:
    Database& database_;
    const Rights& rights_;
    ModuleStore& modules_;
    crypto::SigningKey key_;
    std::string key_id_;
    const Clock& clock_;
    Random& random_;
};

/// Whether a grant for these modules stays within its 4096 bytes, whatever the names of people are.
bool fits_a_grant(const std::vector<ModuleAccess>& modules);

} // namespace cordee::broker
