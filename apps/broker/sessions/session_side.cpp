#include "apps/broker/sessions/session_side.hpp"

#include "apps/broker/http/input.hpp"
#include "apps/broker/sessions/answers.hpp"

namespace cordee::broker {
namespace {

/// The side is empty when it speaks for none of this session.
SessionSide side_of(const Broker& broker, const Session& session, const Request& request)
{
    if (const auto right = broker.access.find(request.bearer))
        return {session, right->session == session.id ? right->side : std::string{}, right->attempt};
    return {session, require_operator(broker, request).id == session.operator_id ? "operator" : ""};
}

} // namespace

SessionSide require_side(const Broker& broker, const std::string& id, const Request& request)
{
    if (!broker.access.find(request.bearer))
        require_operator(broker, request);
    const auto session = broker.sessions.find(id);
    if (session.has_error())
        throw session_problem(session.error(), request);
    auto who = side_of(broker, *session, request);
    if (who.side.empty())
        throw session_problem(Errc::not_found, request);
    return who;
}

void require_side_turn(Broker& broker, const SessionSide& who, const Request& request)
{
    require_turn(broker.side_limit, who.session.id + " " + who.side, request);
}

} // namespace cordee::broker
