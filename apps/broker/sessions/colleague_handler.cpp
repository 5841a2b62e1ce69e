#include "apps/broker/audit/facts.hpp"
#include "apps/broker/events/tell.hpp"
#include "apps/broker/handlers.hpp"
#include "apps/broker/http/input.hpp"
#include "apps/broker/sessions/answers.hpp"
#include "apps/broker/sessions/wanted_modules.hpp"
#include "core/base/logging.hpp"

#include <algorithm>

namespace cordee::broker {
namespace {

namespace asio = boost::asio;

/// With the client and the operator who invites there are eight people at most.
constexpr std::size_t kMaxColleagues = 6;
/// The meetings travel inside the sessions, whose control messages are short; more tickets are to be had by
/// the access token.
constexpr std::size_t kTicketsToPassOn = 2;

Session require_own_session(const Broker& broker, const std::string& id, const Operator& who,
                            const Request& request)
{
    const auto session = broker.sessions.find(id);
    if (session.has_error() || session->operator_id != who.id)
        throw session_problem(session.has_error() ? session.error() : make_error_code(Errc::not_found),
                              request);
    if (session->revoked)
        throw revoked_problem(request);
    if (!session->parent.empty()) // else who invited first could not end what comes of it
        throw Problem{ProblemCode::forbidden,
                      std::string{tr("whoever was invited as a colleague invites nobody", request.language)},
                      std::string{tr("ask the operator who invited you", request.language)}};
    return *session;
}

Operator find_colleague(const Broker& broker, const json::Object& body, const Operator& inviter,
                        const Request& request)
{
    const auto colleague = broker.operators.find(read_email(body, request));
    if (!colleague)
        throw Problem{ProblemCode::not_found,
                      std::string{tr("there is no operator with this address", request.language)},
                      std::string{tr("check the address, or ask an administrator to add the colleague",
                                     request.language)}};
    if (colleague->id == inviter.id)
        throw bad_field("email", request);
    return *colleague;
}

/// Nobody passes on what they do not have.
void check_within(const Session& session, const std::vector<ModuleAccess>& asked, const Request& request)
{
    for (const auto& module : asked) {
        const auto own = std::ranges::find(session.modules, module.id, &ModuleAccess::id);
        const bool within =
            own != session.modules.end() &&
            std::ranges::all_of(module.permissions, [&](const auto& permission) {
                return std::ranges::find(own->permissions, permission) != own->permissions.end();
            });
        if (!within)
            throw Problem{
                ProblemCode::module_denied,
                fill(tr("your own session does not have all of this of the module {}", request.language),
                     module.id),
                std::string{tr("pass on no more than you have", request.language)}};
    }
}

/// Else whoever invites could give their own key the colleague's name.
void require_shown(Broker& broker, const Operator& colleague, const std::string& key, const Request& request)
{
    if (!broker.shown_keys.take(colleague.id, key))
        throw Problem{
            ProblemCode::key_not_shown,
            fill(tr("this key was not shown by {} under their own login", request.language), colleague.name),
            std::string{tr("the colleague logs in with that address and runs cordee colleague, with a "
                           "new code or link",
                           request.language)}};
}

struct Introduction {
    Session parent;
    Operator inviter;
    Operator colleague;
    std::string key; ///< the colleague's
    std::vector<ModuleAccess> modules;
};

Introduction read_introduction(Broker& broker, const std::string& id, const Request& request)
{
    const auto who = require_operator(broker, request);
    auto parent = require_own_session(broker, id, who, request);
    const auto body = read_body(request);
    auto key = read_key(*body, request);
    if (key == parent.operator_key || key == parent.agent_key)
        throw bad_field("key", request);
    auto colleague = find_colleague(broker, *body, who, request);
    auto asked = read_modules(*body, request);
    check_within(parent, asked, request);
    allowed_modules(broker, who, parent.device, asked, request);
    allowed_modules(broker, colleague, parent.device, asked, request);
    if (broker.sessions.live_children(parent.id).size() >= kMaxColleagues)
        throw Problem{ProblemCode::limit,
                      std::string{tr("there are too many people in this session", request.language)},
                      std::string{tr("somebody must leave first", request.language)}};
    require_shown(broker, colleague, key, request);
    return {std::move(parent), who, std::move(colleague), std::move(key), std::move(asked)};
}

Session begin_session(Broker& broker, const Introduction& wish)
{
    Session made{to_hex(broker.random.bytes<16>()),
                 wish.colleague.id,
                 wish.key,
                 wish.parent.agent_key,
                 wish.parent.agent_name,
                 wish.modules};
    made.way = "introduced";
    made.parent = wish.parent.id;
    made.introducer = wish.inviter.id;
    made.device = wish.parent.device;
    return broker.sessions.begin(std::move(made), broker.options.session_life);
}

/// The colleague may not be logged in where the session runs, so both sides get a token.
json::Object answer_to(Broker& broker, const Introduction& wish, const Meeting& meeting)
{
    auto operator_side = json::make_object();
    add_meeting(operator_side, broker,
                {meeting, "operator", broker.access.give({meeting.session, "operator", 1}),
                 meeting.agent_name, meeting.candidates, kTicketsToPassOn});
    auto agent_side = json::make_object();
    add_meeting(agent_side, broker,
                {meeting,
                 "agent",
                 broker.access.give({meeting.session, "agent", 1}),
                 wish.colleague.name,
                 {},
                 kTicketsToPassOn});
    auto answer = json::make_object();
    answer.set("session", meeting.session);
    answer.set("operator", operator_side);
    answer.set("agent", agent_side);
    return answer;
}

asio::awaitable<Response> post_colleague(Broker& broker, const Request& request, std::string id)
{
    const auto wish = read_introduction(broker, id, request);
    Database::Transaction transaction{broker.database};
    const auto session = begin_session(broker, wish);
    const auto grant = broker.live.first(session);
    if (grant.has_error())
        throw session_problem(grant.error(), request);
    const auto known = broker.meetings.latest(wish.parent.id);
    const Meeting meeting{session.id,
                          1,
                          session.way,
                          session.agent_key,
                          session.agent_name,
                          *grant,
                          known ? known->candidates : std::vector<std::string>{}};
    broker.meetings.add(meeting);
    broker.session_relays.choose(session, 1, {}, {});
    const auto answer = answer_to(broker, wish, meeting);
    auto after = object_of(wish.modules);
    after.set("from", wish.parent.id);
    record(broker, request, wish.inviter, "session.colleague",
           {.session = session.id, .object = wish.colleague.email, .after = std::move(after)});
    transaction.commit();
    tell_session(broker, session, "running");
    log::info("session {} begins, of a colleague in session {}", session.id, wish.parent.id);
    co_return json_response(201, answer);
}

asio::awaitable<Response> post_own_key(Broker& broker, const Request& request)
{
    const auto who = require_operator(broker, request);
    const auto key = read_key(*read_body(request), request);
    record(broker, request, who, "operator.key", {.after = object_of({{"key", key}})});
    broker.shown_keys.show(who.id, key);
    co_return json_response(200, json::make_object());
}

} // namespace

void add_colleague_handler(Broker& broker)
{
    broker.router.add("POST", "/api/v1/me/keys", [&broker](const Request& request, const Captures&) {
        return post_own_key(broker, request);
    });
    broker.router.add("POST", "/api/v1/sessions/{}/colleagues",
                      [&broker](const Request& request, const Captures& captures) {
                          return post_colleague(broker, request, captures.at(0));
                      });
}

} // namespace cordee::broker
