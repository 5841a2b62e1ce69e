// Sessions that came about: what a grant for them may say, now and at each renewal.
#pragma once

#include "apps/broker/database.hpp"
#include "apps/broker/invitations.hpp"
#include "core/base/clock.hpp"
#include "core/base/error.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace cordee::broker {

struct Session {
    std::string id; ///< 32 hexadecimal digits
    std::int64_t operator_id = 0;
    std::string operator_key; ///< X25519, base64url, as is the agent's
    std::string agent_key;
    std::string agent_name;
    std::vector<ModuleAccess> modules; ///< what was asked; the policy narrows it at each grant
    std::int64_t seq = 0;              ///< of the newest grant
    std::string first_grant;           ///< both sides begin with this very token
    WallTime expires;                  ///< no renewal after it
};

class Sessions {
public:
    Sessions(Database& database, const Clock& clock) : database_{database}, clock_{clock} {}

    Session begin(const Invitation& invitation, const std::string& agent_key, const std::string& agent_name,
                  std::chrono::seconds life);
    void keep_first_grant(const std::string& id, const std::string& token);
    /// Errc::not_found, Errc::expired.
    [[nodiscard]] Result<Session> find(const std::string& id) const;
    /// The number of the next grant, never given twice.
    std::int64_t next_seq(const std::string& id);

private:
    Database& database_;
    const Clock& clock_;
};

} // namespace cordee::broker
