// Invitations: who waits, with which key, for how long. The secret of the link or code is not among it.
#pragma once

#include "apps/broker/policy/module_access.hpp"
#include "apps/broker/storage/database.hpp"
#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/base/random.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace cordee::broker {

/// How often one code leads to a meeting: a joiner may have mistyped the part that the broker does not see.
inline constexpr int kMeetingsPerCode = 5;

/// met: by the link, once and for all; closed: its operator says that it is used up.
enum class InvitationState { open, met, cancelled, closed };

struct Invitation {
    std::string id;      ///< 128 random bits, 22 characters
    std::string session; ///< 128 random bits, 32 hexadecimal digits
    std::int64_t operator_id = 0;
    std::string operator_key; ///< X25519, base64url
    std::vector<ModuleAccess> modules;
    WallTime expires;
    InvitationState state = InvitationState::open;
    std::string code{}; ///< routing number; empty without one
    WallTime code_expires{};
    int meetings = 0;                      ///< so many came
    std::vector<std::string> candidates{}; ///< where the operator can be reached directly
};

struct NewInvitation {
    std::int64_t operator_id = 0;
    std::string operator_key;
    std::vector<ModuleAccess> modules;
    std::chrono::minutes life{};
    std::vector<std::string> candidates;
};

class Invitations {
public:
    Invitations(Database& database, const Clock& clock, Random& random)
        : database_{database}, clock_{clock}, random_{random}
    {}

    /// With a code, unless all are in use. Errc::exhausted when this operator has a hundred open ones.
    Result<Invitation> add(NewInvitation wish);
    /// Errc::not_found.
    [[nodiscard]] Result<Invitation> find(const std::string& id) const;
    /// The one meeting of a link: Errc::not_found, Errc::expired, Errc::already_used.
    Result<Invitation> meet(const std::string& id);
    /// The next meeting of a code. Errc::not_found whatever the reason: numbers are few, and what was once
    /// behind one is nobody's business.
    Result<Invitation> meet_by_code(const std::string& code);
    void cancel(const std::string& id) { set_state(id, "cancelled"); }
    /// Every open one of an operator.
    void cancel_all(std::int64_t operator_id);
    void close(const std::string& id) { set_state(id, "closed"); }
    void set_candidates(const std::string& id, const std::vector<std::string>& candidates);

private:
    void forget_old();
    void set_state(const std::string& id, const std::string& state);
    [[nodiscard]] Result<Invitation> first(const std::string& condition, const std::string& value) const;

    Database& database_;
    const Clock& clock_;
    Random& random_;
};

std::string modules_to_text(const std::vector<ModuleAccess>& modules);
std::vector<ModuleAccess> modules_from_text(const std::string& text);

} // namespace cordee::broker
