#include "apps/broker/sessions/answers.hpp"

namespace cordee::broker {

namespace {

/// Relays let those meet whose tickets have the same id: the session's, whose last bytes tell its meetings
/// apart.
ByteArray<16> meeting_id(const std::string& session, int attempt)
{
    auto out = to_array<16>(from_hex(session).value()).value();
    const auto number = static_cast<unsigned>(attempt - 1);
    out[14] ^= static_cast<std::uint8_t>(number >> 8);
    out[15] ^= static_cast<std::uint8_t>(number);
    return out;
}

/// Best first, as they were chosen for the meeting.
std::vector<std::string> order_for(Broker& broker, const std::string& session, int attempt)
{
    const auto known = broker.sessions.find(session);
    return known ? broker.session_relays.order(*known, attempt) : std::vector<std::string>{};
}

json::Array::Ptr offer(const Broker& broker, const std::vector<std::string>& relays, const MeetingSide& of,
                       std::size_t tickets)
{
    const auto& options = broker.options;
    return broker.relays.offer(relays, {meeting_id(of.session, of.attempt), of.side, tickets,
                                        options.ticket_life, options.pair_budget});
}

} // namespace

json::Array::Ptr relays_for(Broker& broker, const MeetingSide& of, std::size_t tickets)
{
    return offer(broker, order_for(broker, of.session, of.attempt), of, tickets);
}

void add_meeting(json::Object& answer, Broker& broker, const MeetingAnswer& told)
{
    const auto& meeting = told.meeting;
    auto connection = json::make_object();
    const auto relays = order_for(broker, meeting.session, meeting.attempt);
    connection.set("relays",
                   offer(broker, relays, {meeting.session, meeting.attempt, told.side}, told.tickets));
    const auto order = side_to_json(broker.connections.load(told.side, broker.relays.specs(relays)));
    for (const auto& [name, value] : order)
        connection.set(name, value);
    connection.set("candidates", json::make_array(told.candidates));
    answer.set("session", meeting.session);
    answer.set("way", meeting.way);
    answer.set("attempt", meeting.attempt);
    answer.set("grant", meeting.first_grant);
    if (!told.access.empty())
        answer.set("access", told.access);
    answer.set("name", told.name);
    answer.set("connection", connection);
}

Problem invitation_problem(const boost::system::error_code& error, const Request& request)
{
    const std::string hint{tr("ask for a new link", request.language)};
    if (error == Errc::expired)
        return {ProblemCode::expired, std::string{tr("this invitation has expired", request.language)}, hint};
    if (error == Errc::already_used)
        return {ProblemCode::used, std::string{tr("this invitation was already used", request.language)},
                hint};
    return {ProblemCode::not_found, std::string{tr("there is no such invitation", request.language)}, hint};
}

Problem session_problem(const boost::system::error_code& error, const Request& request)
{
    const std::string hint{tr("invite again", request.language)};
    if (error == Errc::expired)
        return {ProblemCode::expired, std::string{tr("the time of this session is over", request.language)},
                hint};
    return {ProblemCode::not_found, std::string{tr("there is no such session", request.language)}, hint};
}

Problem revoked_problem(const Request& request)
{
    return {ProblemCode::revoked,
            std::string{tr("the permission for this session was withdrawn", request.language)},
            std::string{tr("ask an administrator", request.language)}};
}

Problem device_problem(const Request& request)
{
    return {ProblemCode::not_found, std::string{tr("there is no such device", request.language)},
            std::string{tr("check its name among the devices of your organisation", request.language)}};
}

Invitation require_own_invitation(const Broker& broker, const std::string& id, const Operator& who,
                                  const Request& request)
{
    const auto invitation = broker.invitations.find(id);
    if (invitation.has_error() || invitation->operator_id != who.id)
        throw invitation_problem(Errc::not_found, request);
    return *invitation;
}

} // namespace cordee::broker
