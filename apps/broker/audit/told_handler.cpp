#include "apps/broker/audit/facts.hpp"
#include "apps/broker/audit/told_acts.hpp"
#include "apps/broker/handlers.hpp"
#include "apps/broker/http/input.hpp"
#include "apps/broker/sessions/session_side.hpp"

namespace cordee::broker {
namespace {

namespace asio = boost::asio;

/// By what the broker knows of the side, whatever it says of itself.
Actor actor_of(const Broker& broker, const SessionSide& who)
{
    if (who.side == "operator") {
        const auto person = broker.operators.find(who.session.operator_id);
        return person ? actor_of(*person) : Actor{"operator", std::to_string(who.session.operator_id)};
    }
    if (!who.session.device.empty())
        return {"device", who.session.device, who.session.agent_name};
    return {"client", {}, who.session.agent_name};
}

asio::awaitable<Response> post_told(Broker& broker, const Request& request, std::string id)
{
    const auto who = require_side(broker, id, request);
    require_turn(broker.side_limit, "audit " + who.session.id + " " + who.side, request);
    const auto told = told_acts_from_json(*read_body(request));
    if (told.has_error())
        throw bad_field("events", request);
    Database::Transaction transaction{broker.database};
    const Teller teller{actor_of(broker, who), request.address, who.session.id, who.side};
    const auto done = record_told(broker.database, broker.audit, teller, *told);
    if (done.has_error())
        throw Problem{
            ProblemCode::limit,
            std::string{tr("this side of the session has told too much for the audit log", request.language)},
            std::string{tr("begin another session", request.language)}};
    transaction.commit();
    co_return json_response(200, object_of({{"told", *done}}));
}

} // namespace

void add_told_handler(Broker& broker)
{
    broker.router.add("POST", "/api/v1/sessions/{}/audit",
                      [&broker](const Request& request, const Captures& captures) {
                          return post_told(broker, request, captures.at(0));
                      });
}

} // namespace cordee::broker
