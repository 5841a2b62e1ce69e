#include "apps/broker/audit/facts.hpp"
#include "apps/broker/events/tell.hpp"
#include "apps/broker/handlers.hpp"
#include "apps/broker/http/input.hpp"
#include "apps/broker/relays/end_facts.hpp"
#include "apps/broker/sessions/answers.hpp"
#include "apps/broker/sessions/candidates.hpp"
#include "apps/broker/sessions/routing_numbers.hpp"
#include "core/base/logging.hpp"

namespace cordee::broker {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kInvitationId = 22;

/// Who comes, and by what.
struct Joiner {
    std::string invitation; ///< id of a link; empty for a code
    std::string code;       ///< routing number
    std::string key;
    std::string name;
    std::vector<std::string> candidates;
    EndFacts end;
};

/// More than a routing number holds a secret: it is refused unread, and so it is in no log and no table.
Joiner read_joiner(const Broker& broker, const Request& request)
{
    const auto body = read_body(request);
    Joiner out;
    if (body->has("code")) {
        out.code = read_text(*body, "code", 6, request);
        if (!is_routing_number(out.code) || body->has("invitation"))
            throw bad_field("code", request);
    } else {
        out.invitation = read_text(*body, "invitation", kInvitationId, request);
    }
    out.key = read_key(*body, request);
    out.name = read_name(*body, "name", request);
    out.candidates = read_candidates(*body, request).value_or(std::vector<std::string>{});
    out.end = read_end(broker, *body, request);
    return out;
}

/// The same words whether there never was such a code, or it is over.
Problem code_problem(const Request& request)
{
    return {
        ProblemCode::not_found, std::string{tr("nobody waits for this code", request.language)},
        std::string{tr("check it, or ask for a new one: a code is good for ten minutes", request.language)}};
}

Invitation find_invitation(Broker& broker, const Joiner& joiner, const Request& request)
{
    const auto invitation = joiner.code.empty() ? broker.invitations.meet(joiner.invitation)
                                                : broker.invitations.meet_by_code(joiner.code);
    if (invitation.has_error())
        throw joiner.code.empty() ? invitation_problem(invitation.error(), request) : code_problem(request);
    if (invitation->operator_key == joiner.key)
        throw bad_field("key", request);
    return *invitation;
}

Session session_for(Broker& broker, const Invitation& invitation, const Joiner& joiner,
                    const Request& request)
{
    const std::string way = joiner.code.empty() ? "link" : "code";
    const auto known = broker.sessions.find(invitation.session);
    if (known.error() == Errc::expired)
        throw session_problem(known.error(), request);
    if (known.has_value())
        return broker.sessions.change_agent(invitation.session, way, joiner.key, joiner.name);
    Session made{invitation.session, invitation.operator_id, invitation.operator_key, joiner.key,
                 joiner.name,        invitation.modules};
    made.way = way;
    return broker.sessions.begin(std::move(made), broker.options.session_life);
}

/// Whole or not at all: an invitation whose grant cannot be signed is not spent.
Response begin_meeting(Broker& broker, const Joiner& joiner, const Request& request)
{
    Database::Transaction transaction{broker.database};
    const auto invitation = find_invitation(broker, joiner, request);
    const auto session = session_for(broker, invitation, joiner, request);
    if (session.revoked)
        throw revoked_problem(request);
    const auto grant = broker.live.first(session);
    if (grant.has_error())
        throw session_problem(grant.error(), request);
    const Meeting meeting{session.id, invitation.meetings, session.way, joiner.key, joiner.name,
                          *grant,     joiner.candidates};
    broker.meetings.add(meeting);
    broker.session_relays.choose(session, meeting.attempt, broker.ends.find("invitation " + invitation.id),
                                 joiner.end);
    const auto access = broker.access.give({session.id, "agent", meeting.attempt});
    const auto who = broker.operators.find(invitation.operator_id);
    auto answer = json::make_object();
    add_meeting(answer, broker, {meeting, "agent", access, who ? who->name : "", invitation.candidates});
    broker.audit.record({"client", {}, joiner.name}, request.address, "session.meet",
                        {.session = session.id,
                         .object = who ? who->email : "",
                         .after = object_of({{"way", session.way}, {"attempt", meeting.attempt}})});
    transaction.commit();
    broker.met.notify(invitation.id);
    log::info("session {} begins", session.id);
    tell_invitation(broker, invitation.id, invitation.operator_id, "met");
    tell_session(broker, session, "running");
    return json_response(200, answer);
}

/// By address, and by account when the joiner has one.
std::vector<std::string> limit_keys(Broker& broker, const Request& request)
{
    std::vector<std::string> keys{address_key(request.address)};
    if (!request.bearer.empty())
        if (const auto who = broker.logins.find(request.bearer))
            keys.push_back("operator " + std::to_string(who->id));
    return keys;
}

asio::awaitable<Response> post_meetings(Broker& broker, const Request& request)
{
    const auto keys = limit_keys(broker, request);
    for (const auto& key : keys)
        require_turn(broker.lookup_limit, key, request);
    Response response;
    try {
        response = begin_meeting(broker, read_joiner(broker, request), request);
    } catch (const Problem& problem) {
        // What a guesser learns by: only what nobody gave out, not old links of honest people.
        if (problem.code == ProblemCode::not_found)
            for (const auto& key : keys)
                broker.lookup_limit.miss(key);
        throw;
    }
    co_return response;
}

} // namespace

void add_meeting_handler(Broker& broker)
{
    broker.router.add("POST", "/api/v1/meetings", [&broker](const Request& request, const Captures&) {
        return post_meetings(broker, request);
    });
}

} // namespace cordee::broker
