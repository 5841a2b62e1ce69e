#include "apps/broker/audit/facts.hpp"
#include "apps/broker/events/tell.hpp"
#include "apps/broker/handlers.hpp"
#include "apps/broker/http/input.hpp"
#include "apps/broker/relays/end_facts.hpp"
#include "apps/broker/sessions/answers.hpp"
#include "apps/broker/sessions/candidates.hpp"
#include "apps/broker/sessions/wanted_modules.hpp"
#include "core/crypto/timestamps.hpp"

namespace cordee::broker {
namespace {

namespace asio = boost::asio;

constexpr std::int64_t kDefaultMinutes = 30;
constexpr std::int64_t kMaxMinutes = 24 * 60;

std::chrono::minutes read_minutes(const json::Object& body, const Request& request)
{
    const auto minutes = read_number(body, "minutes", kMaxMinutes, kDefaultMinutes, request);
    if (minutes < 1)
        throw bad_field("minutes", request);
    return std::chrono::minutes{minutes};
}

Problem too_many_open(const Request& request)
{
    return {ProblemCode::limit, std::string{tr("you have too many open invitations", request.language)},
            std::string{tr("withdraw some, or wait until they expire", request.language)}};
}

asio::awaitable<Response> post_invitations(Broker& broker, const Request& request)
{
    const auto who = require_operator(broker, request);
    const auto body = read_body(request);
    const auto minutes = read_minutes(*body, request);
    const auto key = read_key(*body, request);
    const auto asked = read_modules(*body, request);
    const auto candidates = read_candidates(*body, request).value_or(std::vector<std::string>{});
    const auto allowed = allowed_modules(broker, who, {}, asked, request);
    Database::Transaction transaction{broker.database};
    const auto made = broker.invitations.add({who.id, key, asked, minutes, candidates});
    if (made.has_error())
        throw too_many_open(request);
    record(broker, request, who, "invitation.add",
           {.session = made->session, .after = object_of(allowed)}); // its id is a key until it is used
    transaction.commit();
    broker.ends.note("invitation " + made->id, read_end(broker, *body, request));
    tell_invitation(broker, made->id, who.id, "open");
    auto answer = json::make_object();
    answer.set("invitation", made->id);
    answer.set("session", made->session);
    answer.set("expires", crypto::format_timestamp(made->expires));
    if (!made->code.empty()) {
        answer.set("code", made->code);
        answer.set("code_expires", crypto::format_timestamp(made->code_expires));
    }
    answer.set("modules", modules_to_json(allowed));
    co_return json_response(201, answer);
}

asio::awaitable<Response> delete_invitation(Broker& broker, const Request& request, std::string id)
{
    const auto who = require_operator(broker, request);
    const auto invitation = require_own_invitation(broker, id, who, request);
    if (invitation.state == InvitationState::open) {
        Database::Transaction transaction{broker.database};
        broker.invitations.cancel(id);
        record(broker, request, who, "invitation.withdraw", {.session = invitation.session});
        transaction.commit();
        broker.met.notify(id);
        tell_invitation(broker, id, who.id, "cancelled");
    }
    co_return json_response(200, json::make_object());
}

/// The session is with the agent of that meeting, and those who came at other times have no say in it.
void settle(Broker& broker, const Invitation& invitation, int attempt, const Request& request)
{
    const auto meeting = broker.meetings.find(invitation.session, attempt);
    if (!meeting)
        throw bad_field("attempt", request);
    broker.sessions.settle_on_agent(invitation.session, meeting->way, meeting->agent_key,
                                    meeting->agent_name);
    broker.access.keep_only(invitation.session, attempt);
}

asio::awaitable<Response> close_invitation(Broker& broker, const Request& request, std::string id)
{
    const auto who = require_operator(broker, request);
    const auto invitation = require_own_invitation(broker, id, who, request);
    const auto attempt =
        read_number(*read_optional_body(request), "attempt", invitation.meetings, 0, request);
    Database::Transaction transaction{broker.database};
    if (attempt > 0)
        settle(broker, invitation, static_cast<int>(attempt), request);
    if (invitation.state == InvitationState::open)
        broker.invitations.close(id);
    record(broker, request, who, "invitation.close",
           {.session = invitation.session, .after = object_of({{"attempt", attempt}})});
    transaction.commit();
    broker.met.notify(id);
    tell_invitation(broker, id, who.id, "closed");
    co_return json_response(200, json::make_object());
}

} // namespace

void add_invitation_handlers(Broker& broker)
{
    auto& router = broker.router;
    router.add("POST", "/api/v1/invitations", [&broker](const Request& request, const Captures&) {
        return post_invitations(broker, request);
    });
    router.add("POST", "/api/v1/invitations/{}/close",
               [&broker](const Request& request, const Captures& captures) {
                   return close_invitation(broker, request, captures.at(0));
               });
    router.add("DELETE", "/api/v1/invitations/{}",
               [&broker](const Request& request, const Captures& captures) {
                   return delete_invitation(broker, request, captures.at(0));
               });
}

} // namespace cordee::broker
