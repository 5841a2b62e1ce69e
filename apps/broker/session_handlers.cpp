#include "apps/broker/answers.hpp"
#include "apps/broker/handlers.hpp"
#include "apps/broker/input.hpp"
#include "core/base/logging.hpp"

namespace cordee::broker {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kInvitationId = 22;

std::string signed_grant(Broker& broker, const Session& session, std::int64_t seq, const Request& request)
{
    const auto token = broker.grants.issue(session, seq);
    if (token.has_error())
        throw session_problem(token.error(), request);
    return *token;
}

/// Whole or not at all: an invitation whose grant cannot be signed is not spent.
Session begin_session(Broker& broker, const std::string& invitation_id, const std::string& key,
                      const std::string& name, const Request& request)
{
    Database::Transaction transaction{broker.database};
    const auto invitation = broker.invitations.meet(invitation_id);
    if (invitation.has_error())
        throw invitation_problem(invitation.error(), request);
    if (invitation->operator_key == key)
        throw bad_field("key", request);
    auto session = broker.sessions.begin(*invitation, key, name, broker.options.session_life);
    session.first_grant = signed_grant(broker, session, session.seq, request);
    broker.sessions.keep_first_grant(session.id, session.first_grant);
    transaction.commit();
    return session;
}

/// What a guesser learns by: only ids that nobody gave out, not old links of honest people.
bool is_miss(const Problem& problem)
{
    return problem.code == ProblemCode::not_found;
}

asio::awaitable<Response> post_meetings(Broker& broker, const Request& request)
{
    const auto limit_key = address_key(request.address);
    require_turn(broker.lookup_limit, limit_key, request);
    const auto body = read_body(request);
    const auto id = read_text(*body, "invitation", kInvitationId, request);
    const auto key = read_key(*body, request);
    const auto name = read_name(*body, "name", request);
    auto answer = json::make_object();
    try {
        const auto session = begin_session(broker, id, key, name, request);
        log::info("session {} begins", session.id);
        add_meeting(answer, broker, session, "agent");
    } catch (const Problem& problem) {
        if (is_miss(problem))
            broker.lookup_limit.miss(limit_key);
        throw;
    }
    broker.met.notify();
    co_return json_response(200, answer);
}

asio::awaitable<Response> renew_grant(Broker& broker, const Request& request, std::string id)
{
    const auto who = require_operator(broker, request);
    const auto session = broker.sessions.find(id);
    if (session.has_error() || session->operator_id != who.id)
        throw session_problem(session.has_error() ? session.error() : make_error_code(Errc::not_found),
                              request);
    auto answer = json::make_object();
    answer.set("grant", signed_grant(broker, *session, broker.sessions.next_seq(id), request));
    co_return json_response(200, answer);
}

} // namespace

void add_session_handlers(Broker& broker)
{
    auto& router = broker.router;
    router.add("POST", "/api/v1/meetings",
               [&broker](const Request& request, const Captures&) { return post_meetings(broker, request); });
    router.add("POST", "/api/v1/sessions/{}/grant",
               [&broker](const Request& request, const Captures& captures) {
                   return renew_grant(broker, request, captures.at(0));
               });
}

} // namespace cordee::broker
