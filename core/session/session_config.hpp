// What a program brings to a session: whom it is for, what is allowed, and everything around it.
#pragma once

#include "core/base/clock.hpp"
#include "core/base/random.hpp"
#include "core/crypto/grant_verifier.hpp"
#include "core/session/consent.hpp"
#include "core/session/datagram_port.hpp"
#include "core/session/events.hpp"
#include "core/session/handshake/config.hpp"
#include "core/session/login_state.hpp"
#include "core/session/module.hpp"
#include "core/session/pair_desk.hpp"
#include "core/session/path_source.hpp"
#include "core/session/rights.hpp"
#include "core/session/timing.hpp"

#include <optional>

namespace cordee::session {

/// What it refers to outlives the session. The session changes its own copy: a renewal the grant, the program
/// the policy.
struct SessionConfig {
    Role self = Role::agent;
    crypto::Grant grant;
    DevicePolicy policy;
    ModuleProvider& modules;
    /// The agent's; null at the operator's side.
    Consent* consent = nullptr;
    Events& events;
    /// Checks renewals; has verified the grant already.
    crypto::GrantVerifier& verifier;
    const Clock& clock;
    Random& random;
    /// Null: the session ends with its first path.
    PathSource* paths = nullptr;
    int path_rank = 1; ///< of the first one
    std::optional<RelayedDatagrams> path_datagrams = std::nullopt;
    /// For media; null: everything goes by the stream.
    DatagramPort* datagrams = nullptr;
    /// The agent's; null where nothing can be known of it: then a resumed session has its input back at once.
    LoginState* login = nullptr;
    Timing timing = {};
    /// The agent's; null: nobody is paired here.
    PairDesk* pairing = nullptr;
};

} // namespace cordee::session
