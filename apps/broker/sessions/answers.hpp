// What the sides of a meeting are told, and the refusals that their handlers share.
#pragma once

#include "apps/broker/broker.hpp"
#include "apps/broker/http/problem.hpp"

namespace cordee::broker {

/// What one side of a meeting is told.
struct MeetingAnswer {
    const Meeting& meeting;
    std::string side;                    ///< "operator" or "agent"; the tickets are for that side alone
    std::string access;                  ///< its bearer token; empty for an operator who is logged in
    std::string name;                    ///< of the other side
    std::vector<std::string> candidates; ///< of the other side
    std::size_t tickets = kTickets;      ///< at each relay
};

/// Adds session, way, grant and connection to the answer.
void add_meeting(json::Object& answer, Broker& broker, const MeetingAnswer& told);

/// One side of one meeting of a session.
struct MeetingSide {
    const std::string& session;
    int attempt;
    const std::string& side;
};

/// Fresh tickets: [{id, host, …, tickets}]. They lead to the other side of that meeting alone: who came to
/// another one of the session, such as with a wrong code, still has tickets after it was settled.
json::Array::Ptr relays_for(Broker& broker, const MeetingSide& of, std::size_t tickets = kTickets);

/// For Errc::not_found, Errc::expired and Errc::already_used of an invitation.
Problem invitation_problem(const boost::system::error_code& error, const Request& request);

/// For Errc::not_found and Errc::expired of a session.
Problem session_problem(const boost::system::error_code& error, const Request& request);
Problem revoked_problem(const Request& request);
Problem device_problem(const Request& request);

/// Only its own operator learns of an invitation that it exists. Throws the Problem.
Invitation require_own_invitation(const Broker& broker, const std::string& id, const Operator& who,
                                  const Request& request);

} // namespace cordee::broker
