// Who asks on behalf of a session: its operator's login, or the token that one side got for it.
#pragma once

#include "apps/broker/broker.hpp"
#include "apps/broker/http/problem.hpp"

namespace cordee::broker {

struct SessionSide {
    Session session;
    std::string side;             ///< "operator" or "agent"
    std::optional<int> attempt{}; ///< the meeting that its token is of; a login is of all
};

/// Throws the Problem: "unauthorized" for a token that nobody has, "not_found" for the session of others.
SessionSide require_side(const Broker& broker, const std::string& session, const Request& request);

/// Counts a request of that side; throws "limit".
void require_side_turn(Broker& broker, const SessionSide& who, const Request& request);

} // namespace cordee::broker
