#include "apps/broker/accounts/ruling.hpp"
#include "apps/broker/audit/facts.hpp"
#include "apps/broker/broker.hpp"
#include "apps/broker/handlers.hpp"
#include "apps/broker/http/input.hpp"
#include "apps/broker/sessions/answers.hpp"
#include "apps/broker/times.hpp"
#include "core/crypto/timestamps.hpp"

namespace cordee::broker {
namespace {

namespace asio = boost::asio;

/// Of who asks without a limit or a cursor, as programs did before there were pages.
constexpr std::int64_t kUnpaged = 1000;
constexpr std::size_t kMaxNotes = 8000; ///< bytes

SessionWish::State read_state(const Request& request)
{
    const auto asked = request.query.find("state");
    if (asked == request.query.end() || asked->second == "running")
        return SessionWish::State::running;
    if (asked->second != "past" && asked->second != "all")
        throw bad_field("state", request);
    return asked->second == "past" ? SessionWish::State::past : SessionWish::State::all;
}

json::Object describe(const Broker& broker, const Session& session)
{
    std::vector<std::string> modules;
    for (const auto& module : broker.sessions.granted(session.id))
        modules.push_back(module.id);
    const auto who = broker.operators.find(session.operator_id);
    const auto relay = broker.session_relays.relay_of(session.id);
    const bool running = broker.sessions.is_running(session);
    auto out = json::make_object();
    out.set("session", session.id);
    out.set("state", std::string{running ? "running" : "past"});
    out.set("way", session.way);
    out.set("operator", who ? who->name : std::string{});
    out.set("operator_id", std::to_string(session.operator_id));
    out.set("name", session.agent_name);
    out.set("client", session.agent_name);
    out.set("began", crypto::format_timestamp(session.began));
    if (!running)
        out.set("ended", crypto::format_timestamp(broker.sessions.end_of(session)));
    out.set("modules", json::make_array(modules));
    if (!session.device.empty())
        out.set("device", session.device);
    if (!session.parent.empty())
        out.set("parent", session.parent);
    if (running && !relay.empty())
        out.set("relay", relay);
    if (!session.label.empty())
        out.set("label", session.label);
    return out;
}

/// Its own for an operator, of those in their groups too for a scoped administrator, all for an
/// administrator.
SessionWish wish_of(const Broker& broker, const Request& request)
{
    const auto ruler = ruler_of(broker, require_asker(broker, request));
    const bool paged = request.query.contains("limit") || request.query.contains("cursor");
    SessionWish out;
    out.state = read_state(request);
    out.page = read_page(request, paged ? 50 : kUnpaged);
    if (!ruler.rules_all()) {
        out.operator_id = ruler.asker.who.id;
        out.groups = ruler.groups;
    }
    return out;
}

asio::awaitable<Response> get_sessions(Broker& broker, const Request& request)
{
    auto wish = wish_of(broker, request);
    const auto limit = static_cast<std::size_t>(wish.page.limit++);
    auto found = broker.sessions.page(wish);
    const bool more = found.size() > limit;
    if (more)
        found.pop_back();
    json::Array::Ptr listed{new json::Array};
    for (const auto& session : found)
        listed->add(describe(broker, session));
    auto answer = json::make_object();
    answer.set("sessions", listed);
    if (more)
        answer.set("next", cursor_of({std::to_string(to_seconds(found.back().began)), found.back().id}));
    co_return json_response(200, answer);
}

bool may_end(const Broker& broker, const Session& session, const Ruler& ruler)
{
    const auto id = ruler.asker.who.id;
    return session.operator_id == id || session.introducer == id ||
           ruler.rules(broker.groups.of_operator(session.operator_id));
}

/// One of which who asks may know.
Session require_session(const Broker& broker, const std::string& id, const Ruler& ruler,
                        const Request& request)
{
    auto session = broker.sessions.recall(id);
    if (!session || !may_end(broker, *session, ruler))
        throw session_problem(Errc::not_found, request);
    return std::move(*session);
}

/// The notes are for its operator's eyes alone.
json::Object describe_whole(const Broker& broker, const Session& session, const Operator& who)
{
    auto out = describe(broker, session);
    out.set("granted", modules_to_json(broker.sessions.granted(session.id)));
    if (session.operator_id == who.id)
        out.set("notes", session.notes);
    return out;
}

asio::awaitable<Response> get_session(Broker& broker, const Request& request, std::string id)
{
    const auto ruler = ruler_of(broker, require_asker(broker, request));
    const auto session = require_session(broker, id, ruler, request);
    co_return json_response(200, describe_whole(broker, session, ruler.asker.who));
}

asio::awaitable<Response> patch_session(Broker& broker, const Request& request, std::string id)
{
    const auto who = require_operator(broker, request);
    const auto session = broker.sessions.recall(id);
    if (!session || session->operator_id != who.id)
        throw session_problem(Errc::not_found, request);
    const auto body = read_body(request);
    const bool unnamed = json::get_string(*body, "label") == "";
    Database::Transaction transaction{broker.database};
    if (body->has("label"))
        broker.sessions.set_label(id, unnamed ? std::string{} : read_name(*body, "label", request));
    if (body->has("notes"))
        broker.sessions.set_notes(id, read_lines(*body, "notes", kMaxNotes, request));
    transaction.commit();
    co_return json_response(200, describe_whole(broker, broker.sessions.recall(id).value(), who));
}

/// An administrator takes something away while it runs; what is asked for in it is less from then on.
asio::awaitable<Response> narrow_session(Broker& broker, const Request& request, std::string id)
{
    const auto ruler = require_ruler(broker, request);
    const auto session = broker.sessions.find(id);
    if (session.has_error() || !ruler.rules(broker.groups.of_operator(session->operator_id)))
        throw session_problem(Errc::not_found, request);
    if (session->revoked)
        throw revoked_problem(request);
    const auto less = modules_from_json(*read_body(request), "modules");
    if (less.has_error())
        throw bad_field("modules", request);
    Database::Transaction transaction{broker.database};
    record(broker, request, ruler.asker.who, "session.take",
           {.session = session->id, .before = object_of(*less)});
    broker.live.narrow(*session, *less);
    transaction.commit();
    co_return json_response(200, describe_whole(broker, broker.sessions.recall(id).value(), ruler.asker.who));
}

asio::awaitable<Response> delete_session(Broker& broker, const Request& request, std::string id)
{
    const auto ruler = ruler_of(broker, require_asker(broker, request));
    const auto session = broker.sessions.find(id);
    if (session.has_error() || !may_end(broker, *session, ruler))
        throw session_problem(Errc::not_found, request);
    Database::Transaction transaction{broker.database};
    record(broker, request, ruler.asker.who, "session.end", {.session = session->id});
    broker.live.revoke(*session);
    transaction.commit();
    co_return json_response(200, json::make_object());
}

} // namespace

void add_session_list_handlers(Broker& broker)
{
    auto& router = broker.router;
    router.add("GET", "/api/v1/sessions",
               [&broker](const Request& request, const Captures&) { return get_sessions(broker, request); });
    router.add("GET", "/api/v1/sessions/{}", [&broker](const Request& request, const Captures& captures) {
        return get_session(broker, request, captures.at(0));
    });
    router.add("PATCH", "/api/v1/sessions/{}", [&broker](const Request& request, const Captures& captures) {
        return patch_session(broker, request, captures.at(0));
    });
    router.add("DELETE", "/api/v1/sessions/{}", [&broker](const Request& request, const Captures& captures) {
        return delete_session(broker, request, captures.at(0));
    });
    router.add("POST", "/api/v1/sessions/{}/narrow",
               [&broker](const Request& request, const Captures& captures) {
                   return narrow_session(broker, request, captures.at(0));
               });
}

} // namespace cordee::broker
