#include "apps/broker/audit/facts.hpp"
#include "apps/broker/handlers.hpp"
#include "apps/broker/http/input.hpp"
#include "apps/broker/sessions/answers.hpp"
#include "apps/broker/sessions/session_side.hpp"
#include "core/crypto/timestamps.hpp"

#include <algorithm>

namespace cordee::broker {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kMaxListed = 1000;
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

std::string name_of(const Broker& broker, std::int64_t operator_id)
{
    const auto who = broker.operators.find(operator_id);
    return who ? who->name : std::string{};
}

json::Object describe(const Broker& broker, const Session& session)
{
    std::vector<std::string> modules;
    for (const auto& module : broker.sessions.granted(session.id))
        modules.push_back(module.id);
    auto out = json::make_object();
    out.set("session", session.id);
    out.set("way", session.way);
    out.set("operator", name_of(broker, session.operator_id));
    out.set("name", session.agent_name);
    out.set("began", crypto::format_timestamp(session.began));
    out.set("modules", json::make_array(modules));
    return out;
}

/// Its own for an operator, all for an administrator.
asio::awaitable<Response> get_sessions(Broker& broker, const Request& request)
{
    const auto who = require_operator(broker, request);
    const auto sessions =
        who.role == Role::administrator ? broker.sessions.live() : broker.sessions.live(who.id);
    json::Array::Ptr listed{new json::Array};
    for (const auto& session : sessions)
        if (listed->size() < kMaxListed)
            listed->add(describe(broker, session));
    auto answer = json::make_object();
    answer.set("sessions", listed);
    co_return json_response(200, answer);
}

bool may_end(const Session& session, const Operator& who)
{
    return who.role == Role::administrator || session.operator_id == who.id || session.introducer == who.id;
}

asio::awaitable<Response> delete_session(Broker& broker, const Request& request, std::string id)
{
    const auto who = require_operator(broker, request);
    const auto session = broker.sessions.find(id);
    if (session.has_error() || !may_end(*session, who))
        throw session_problem(Errc::not_found, request);
    Database::Transaction transaction{broker.database};
    record(broker, request, who, "session.end", {.session = session->id});
    broker.live.revoke(*session);
    transaction.commit();
    co_return json_response(200, json::make_object());
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
    router.add("GET", "/api/v1/sessions",
               [&broker](const Request& request, const Captures&) { return get_sessions(broker, request); });
    router.add("DELETE", "/api/v1/sessions/{}", [&broker](const Request& request, const Captures& captures) {
        return delete_session(broker, request, captures.at(0));
    });
}

} // namespace cordee::broker
