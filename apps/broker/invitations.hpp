// Invitations: who waits, with which key, for how long. The link's secret is not among it.
#pragma once

#include "apps/broker/database.hpp"
#include "apps/broker/policy.hpp"
#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/base/random.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace cordee::broker {

enum class InvitationState { open, met, cancelled };

struct Invitation {
    std::string id;      ///< 128 random bits, 22 characters
    std::string session; ///< 128 random bits, 32 hexadecimal digits
    std::int64_t operator_id = 0;
    std::string operator_key; ///< X25519, base64url
    std::vector<ModuleAccess> modules;
    WallTime expires;
    InvitationState state = InvitationState::open;
};

class Invitations {
public:
    Invitations(Database& database, const Clock& clock, Random& random)
        : database_{database}, clock_{clock}, random_{random}
    {}

    /// Errc::exhausted when this operator has a hundred open ones.
    Result<Invitation> add(std::int64_t operator_id, const std::string& operator_key,
                           std::vector<ModuleAccess> modules, std::chrono::minutes life);
    /// Errc::not_found.
    [[nodiscard]] Result<Invitation> find(const std::string& id) const;
    /// The one meeting of an invitation: Errc::not_found, Errc::expired, Errc::already_used.
    Result<Invitation> meet(const std::string& id);
    void cancel(const std::string& id);

private:
    void forget_old();

    Database& database_;
    const Clock& clock_;
    Random& random_;
};

std::string modules_to_text(const std::vector<ModuleAccess>& modules);
std::vector<ModuleAccess> modules_from_text(const std::string& text);

} // namespace cordee::broker
