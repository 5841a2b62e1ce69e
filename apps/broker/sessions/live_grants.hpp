// The grants of sessions that run: the first one, renewals, and what happens when somebody takes rights away.
#pragma once

#include "apps/broker/audit/audit_log.hpp"
#include "apps/broker/http/waiting_room.hpp"
#include "apps/broker/sessions/grant_issuer.hpp"
#include "apps/broker/sessions/sessions.hpp"

#include <functional>
#include <optional>
#include <string>

namespace cordee::broker {

/// One strand, as all of the broker.
class LiveGrants {
public:
    LiveGrants(const boost::asio::any_io_executor& executor, Sessions& sessions, GrantIssuer& issuer,
               AuditLog& audit, const Clock& clock)
        : sessions_{sessions}, issuer_{issuer}, audit_{audit}, clock_{clock}, changed_{executor}
    {}

    /// Under the session's present number. Errc::not_found when its operator is gone.
    Result<std::string> first(const Session& session);
    /// With the next number; the revocation when the session was revoked. Errc::not_found as above.
    Result<std::string> renew(const Session& session);
    /// What both sides must hear of and have not: a token with a number above `seq`.
    std::optional<std::string> news(const Session& session, std::int64_t seq);

    /// Looks at every session that may be running: one that lost a right gets a new grant, one that lost all
    /// is revoked, and who watches is told.
    void policy_changed();
    /// The same when packages are offered or not any more; with `withdrawn`, every session hears what was
    /// taken back, so that a version that runs somewhere ends there.
    void packages_changed(bool withdrawn);
    /// Ends the session, and those of colleagues who were invited into it.
    void revoke(const Session& session);

    /// Takes these permissions away from the session and from those of its colleagues. One that keeps nothing
    /// ends.
    void narrow(const Session& session, const std::vector<ModuleAccess>& less);

    /// Who wants to hear of "narrowed" and "ended".
    using Told = std::function<void(const Session&, const std::string& state)>;
    void tell(Told told) { told_ = std::move(told); }

    /// Notified of a session's id when it has news.
    [[nodiscard]] WaitingRoom& changed() { return changed_; }

private:
    void revoke_one(const Session& session);
    void look_again(const Session& session, bool anyway = false);
    void narrow_one(Session session, const std::vector<ModuleAccess>& less);
    void say(const Session& session, const std::string& state) const;
    std::string revocation(const Session& session);

    Sessions& sessions_;
    GrantIssuer& issuer_;
    AuditLog& audit_;
    const Clock& clock_;
    WaitingRoom changed_;
    Told told_;
};

} // namespace cordee::broker
