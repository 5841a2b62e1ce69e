// What both sides of a meeting are told, and the refusals that their handlers share.
#pragma once

#include "apps/broker/broker.hpp"
#include "apps/broker/problem.hpp"

namespace cordee::broker {

/// Adds session, grant and relay to the answer; the ticket is for that side alone.
void add_meeting(json::Object& answer, const Broker& broker, const Session& session, const std::string& side);

/// For Errc::not_found, Errc::expired and Errc::already_used of an invitation.
Problem invitation_problem(const boost::system::error_code& error, const Request& request);

/// For Errc::not_found and Errc::expired of a session.
Problem session_problem(const boost::system::error_code& error, const Request& request);

} // namespace cordee::broker
