#include "apps/broker/handlers.hpp"
#include "apps/broker/http/input.hpp"
#include "apps/broker/sessions/answers.hpp"
#include "apps/broker/sessions/session_side.hpp"

#include <algorithm>

namespace cordee::broker {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kMaxFailed = 8;

asio::awaitable<Response> renew_grant(Broker& broker, const Request& request, std::string id)
{
    const auto who = require_side(broker, id, request);
    require_side_turn(broker, who, request);
    const auto token = broker.live.renew(who.session);
    if (token.has_error())
        throw session_problem(token.error(), request);
    auto answer = json::make_object();
    answer.set("grant", *token);
    co_return json_response(200, answer);
}

/// Who is logged in says which meeting it is about; the newest when it does not.
int attempt_of(const Broker& broker, const SessionSide& who, const Request& request)
{
    if (who.attempt)
        return *who.attempt;
    const auto newest = broker.meetings.latest(who.session.id);
    const auto count = newest ? newest->attempt : 1;
    const auto attempt = read_number(*read_optional_body(request), "attempt", count, count, request);
    if (attempt == 0)
        throw bad_field("attempt", request);
    return static_cast<int>(attempt);
}

/// What one person cannot have many of: whoever joins a session has no account, and any number of addresses.
std::string witness(const SessionSide& who)
{
    return who.side == "operator" ? "operator " + std::to_string(who.session.operator_id)
                                  : "session " + who.session.id;
}

/// Through which relay the session goes, and which did not answer, when the side says so. Only of relays that
/// the session was given.
void note_ways(Broker& broker, const SessionSide& who, const Request& request)
{
    const auto body = read_optional_body(request);
    const auto kept = broker.session_relays.latest(who.session.id);
    const auto given = [&](const std::string& id) {
        return kept && std::ranges::find(kept->order, id) != kept->order.end();
    };
    if (body->has("on")) {
        const auto on = read_text(*body, "on", 64, request);
        if (given(on)) {
            broker.session_relays.is_on(who.session.id, on);
            broker.relays.note_outcome(on, witness(who), true);
        }
    }
    if (!body->has("failed"))
        return;
    const auto failed = json::get_strings(*body, "failed");
    if (!failed || failed->size() > kMaxFailed)
        throw bad_field("failed", request);
    for (const auto& id : *failed)
        if (given(id))
            broker.relays.note_outcome(id, witness(who), false);
}

asio::awaitable<Response> post_tickets(Broker& broker, const Request& request, std::string id)
{
    const auto who = require_side(broker, id, request);
    require_side_turn(broker, who, request);
    if (who.session.revoked)
        throw revoked_problem(request);
    note_ways(broker, who, request);
    auto answer = json::make_object();
    answer.set("relays", relays_for(broker, {who.session.id, attempt_of(broker, who, request), who.side}));
    co_return json_response(200, answer);
}

} // namespace

void add_session_handlers(Broker& broker)
{
    auto& router = broker.router;
    router.add("POST", "/api/v1/sessions/{}/grant",
               [&broker](const Request& request, const Captures& captures) {
                   return renew_grant(broker, request, captures.at(0));
               });
    router.add("POST", "/api/v1/sessions/{}/tickets",
               [&broker](const Request& request, const Captures& captures) {
                   return post_tickets(broker, request, captures.at(0));
               });
}

} // namespace cordee::broker
