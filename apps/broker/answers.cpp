#include "apps/broker/answers.hpp"

namespace cordee::broker {

void add_meeting(json::Object& answer, const Broker& broker, const Session& session, const std::string& side)
{
    const auto id = to_array<16>(from_hex(session.id).value()).value();
    const auto entry = broker.relay.entry(id, side, broker.options.ticket_life);
    auto relay = json::make_object();
    relay.set("address", entry.address);
    relay.set("ticket", entry.ticket);
    relay.set("key", entry.key);
    answer.set("session", session.id);
    answer.set("grant", session.first_grant);
    answer.set("relay", relay);
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

} // namespace cordee::broker
