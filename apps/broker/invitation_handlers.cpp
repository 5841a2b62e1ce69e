#include "apps/broker/answers.hpp"
#include "apps/broker/handlers.hpp"
#include "apps/broker/input.hpp"
#include "core/crypto/grant.hpp"
#include "core/crypto/timestamps.hpp"

namespace cordee::broker {
namespace {

namespace asio = boost::asio;

constexpr std::int64_t kDefaultMinutes = 30;
constexpr std::int64_t kMaxMinutes = 24 * 60;

std::chrono::minutes read_minutes(const json::Object& body, const Request& request)
{
    const auto minutes = body.has("minutes") ? json::get_integer(body, "minutes") : kDefaultMinutes;
    if (!minutes || *minutes < 1 || *minutes > kMaxMinutes)
        throw bad_field("minutes", request);
    return std::chrono::minutes{*minutes};
}

std::vector<ModuleAccess> read_modules(const json::Object& body, const Request& request)
{
    const auto modules = modules_from_json(body, "modules");
    if (modules.has_error() || !fits_a_grant(*modules))
        throw bad_field("modules", request);
    return *modules;
}

Problem denied(const Policy& policy, const Operator& who, const ModuleAccess& asked, const Request& request)
{
    const auto decision = policy.decide(who.email, asked.id, asked.permissions.front());
    return {ProblemCode::module_denied,
            fill(tr("the module {} is not for you: {}", request.language), asked.id,
                 explain(decision, request.language)),
            std::string{tr("ask an administrator to change the policy", request.language)}};
}

Problem no_package(const std::string& id, const Request& request)
{
    return {ProblemCode::not_found,
            fill(tr("this broker has no package of the module {}", request.language), id),
            std::string{tr("the administrator puts it into the folder modules.folder", request.language)}};
}

/// Each module must keep something; what the policy takes away beside that is told in the answer.
std::vector<ModuleAccess> allowed_modules(Broker& broker, const Operator& who,
                                          const std::vector<ModuleAccess>& asked, const Request& request)
{
    const auto policy = broker.policy.load();
    for (const auto& module : asked) {
        if (policy.narrow(who.email, {module}).empty())
            throw denied(policy, who, module, request);
        if (!broker.modules.floor(module.id))
            throw no_package(module.id, request);
    }
    return policy.narrow(who.email, asked);
}

asio::awaitable<Response> post_invitations(Broker& broker, const Request& request)
{
    const auto who = require_operator(broker, request);
    const auto body = read_body(request);
    const auto minutes = read_minutes(*body, request);
    const auto key = read_key(*body, request);
    const auto asked = read_modules(*body, request);
    const auto allowed = allowed_modules(broker, who, asked, request);
    const auto made = broker.invitations.add(who.id, key, asked, minutes);
    if (made.has_error())
        throw Problem{ProblemCode::limit,
                      std::string{tr("you have too many open invitations", request.language)},
                      std::string{tr("withdraw some, or wait until they expire", request.language)}};
    auto answer = json::make_object();
    answer.set("invitation", made->id);
    answer.set("session", made->session);
    answer.set("expires", crypto::format_timestamp(made->expires));
    answer.set("modules", modules_to_json(allowed));
    co_return json_response(201, answer);
}

/// Only its own operator learns of an invitation that it exists.
Invitation require_own(Broker& broker, const std::string& id, const Operator& who, const Request& request)
{
    const auto invitation = broker.invitations.find(id);
    if (invitation.has_error() || invitation->operator_id != who.id)
        throw invitation_problem(Errc::not_found, request);
    return *invitation;
}

Response met_answer(Broker& broker, const Invitation& invitation, const Request& request)
{
    const auto session = broker.sessions.find(invitation.session);
    if (session.has_error())
        throw session_problem(session.error(), request);
    auto answer = json::make_object();
    answer.set("state", std::string{"met"});
    add_meeting(answer, broker, *session, "operator");
    return json_response(200, answer);
}

asio::awaitable<Response> wait_for_meeting(Broker& broker, const Request& request, std::string id)
{
    const auto who = require_operator(broker, request);
    const auto until = std::chrono::steady_clock::now() + broker.options.long_poll;
    for (;;) {
        const auto invitation = require_own(broker, id, who, request);
        if (invitation.state == InvitationState::met)
            co_return met_answer(broker, invitation, request);
        if (invitation.state == InvitationState::cancelled)
            throw invitation_problem(Errc::already_used, request);
        if (broker.clock.now() >= invitation.expires)
            throw invitation_problem(Errc::expired, request);
        const auto left = until - std::chrono::steady_clock::now();
        if (left <= left.zero())
            break;
        co_await broker.met.wait_for(std::chrono::ceil<std::chrono::milliseconds>(left));
    }
    auto answer = json::make_object();
    answer.set("state", std::string{"waiting"});
    co_return json_response(200, answer);
}

asio::awaitable<Response> delete_invitation(Broker& broker, const Request& request, std::string id)
{
    const auto who = require_operator(broker, request);
    if (require_own(broker, id, who, request).state == InvitationState::open) {
        broker.invitations.cancel(id);
        broker.met.notify();
    }
    co_return json_response(200, json::make_object());
}

} // namespace

void add_invitation_handlers(Broker& broker)
{
    auto& router = broker.router;
    router.add("POST", "/api/v1/invitations", [&broker](const Request& request, const Captures&) {
        return post_invitations(broker, request);
    });
    router.add("POST", "/api/v1/invitations/{}/wait",
               [&broker](const Request& request, const Captures& captures) {
                   return wait_for_meeting(broker, request, captures.at(0));
               });
    router.add("DELETE", "/api/v1/invitations/{}",
               [&broker](const Request& request, const Captures& captures) {
                   return delete_invitation(broker, request, captures.at(0));
               });
}

} // namespace cordee::broker
