// BrokerClient: invitations, and what the two sides of a session ask for.
#include "core/endpoint/broker_request.hpp"

namespace cordee::endpoint {
namespace {

namespace asio = boost::asio;

std::string session_path(const SessionId& session, const char* what = "")
{
    return "/sessions/" + to_hex(session) + what;
}

} // namespace

asio::awaitable<Invitation> BrokerClient::invite(std::chrono::minutes life, View public_key,
                                                 const std::vector<AskedModule>& modules,
                                                 const Candidates& candidates)
{
    auto body = json::make_object();
    body.set("minutes", static_cast<Poco::Int64>(life.count()));
    body.set("key", to_base64url(public_key));
    body.set("modules", modules_to_json(modules));
    add_candidates(body, candidates);
    const auto answer = co_await call(request("POST", "/invitations", body), Asked::module);
    co_return value_or_throw(read_invitation(*answer));
}

asio::awaitable<std::optional<Meeting>> BrokerClient::wait_for_client(const std::string& invitation,
                                                                      int after, const Candidates& candidates)
{
    auto body = json::make_object();
    body.set("after", after);
    add_candidates(body, candidates);
    auto question =
        with_round_trips(long_request("/invitations/" + segment(invitation) + "/wait", body), body);
    const auto answer = co_await call(std::move(question), Asked::invitation);
    const auto state = json::get_string(*answer, "state");
    if (state == "waiting")
        co_return std::nullopt;
    if (state != "met")
        throw not_understood();
    auto met = value_or_throw(read_meeting(*answer));
    if (met.attempt != after + 1)
        throw not_understood();
    co_return met;
}

asio::awaitable<void> BrokerClient::withdraw(const std::string& invitation)
{
    co_await send(request("DELETE", "/invitations/" + segment(invitation)), Asked::invitation);
}

asio::awaitable<void> BrokerClient::close(const std::string& invitation, std::optional<int> attempt)
{
    auto body = json::make_object();
    if (attempt)
        body.set("attempt", *attempt);
    co_await send(request("POST", "/invitations/" + segment(invitation) + "/close", body), Asked::invitation);
}

asio::awaitable<Meeting> BrokerClient::meet(const char* by, const std::string& value, View public_key,
                                            const std::string& name, const Candidates& candidates,
                                            Asked asked)
{
    auto body = json::make_object();
    body.set(by, value);
    body.set("key", to_base64url(public_key));
    body.set("name", name);
    add_candidates(body, candidates);
    auto question = with_round_trips(request("POST", "/meetings", body), body);
    const auto answer = co_await call(std::move(question), asked);
    co_return value_or_throw(read_meeting(*answer));
}

asio::awaitable<Meeting> BrokerClient::meet(const std::string& invitation, View public_key,
                                            const std::string& name, const Candidates& candidates)
{
    co_return co_await meet("invitation", invitation, public_key, name, candidates, Asked::meeting);
}

asio::awaitable<Meeting> BrokerClient::meet_by_code(const std::string& routing, View public_key,
                                                    const std::string& name, const Candidates& candidates)
{
    if (!is_routing_number(routing)) // a whole code has its secret in it
        throw answered_no({"not_found", {}, {}}, Asked::code);
    co_return co_await meet("code", routing, public_key, name, candidates, Asked::code);
}

asio::awaitable<std::string> BrokerClient::renew_grant(const SessionId& session)
{
    const auto answer = co_await call(request("POST", session_path(session, "/grant")), Asked::session);
    co_return value_or_throw(read_grant(*answer));
}

asio::awaitable<std::optional<std::string>> BrokerClient::watch(const SessionId& session, std::uint64_t seq)
{
    auto body = json::make_object();
    body.set("seq", static_cast<Poco::Int64>(seq));
    const auto answer = co_await call(long_request(session_path(session, "/watch"), body), Asked::session);
    if (!answer->has("grant"))
        co_return std::nullopt;
    co_return value_or_throw(read_grant(*answer));
}

asio::awaitable<std::vector<RelayOffer>> BrokerClient::tickets(const SessionId& session, int attempt,
                                                               const WayNews& news)
{
    auto body = json::make_object();
    body.set("attempt", attempt);
    if (!news.on.empty())
        body.set("on", news.on);
    if (!news.failed.empty())
        body.set("failed", json::make_array(news.failed));
    const auto answer =
        co_await call(request("POST", session_path(session, "/tickets"), body), Asked::session);
    co_return value_or_throw(read_relays(*answer));
}

asio::awaitable<void> BrokerClient::revoke(const SessionId& session)
{
    co_await send(request("DELETE", session_path(session)), Asked::session);
}

asio::awaitable<std::vector<ListedSession>> BrokerClient::sessions()
{
    const auto answer = co_await call(request("GET", "/sessions"), Asked::other);
    co_return value_or_throw(read_sessions(*answer));
}

asio::awaitable<void> BrokerClient::show_key(View public_key)
{
    auto body = json::make_object();
    body.set("key", to_base64url(public_key));
    co_await send(request("POST", "/me/keys", body), Asked::other);
}

asio::awaitable<Introduction> BrokerClient::introduce(const SessionId& session, View colleague_key,
                                                      const std::string& email,
                                                      const std::vector<AskedModule>& modules)
{
    auto body = json::make_object();
    body.set("key", to_base64url(colleague_key));
    body.set("email", email);
    body.set("modules", modules_to_json(modules));
    const auto answer =
        co_await call(request("POST", session_path(session, "/colleagues"), body), Asked::other);
    co_return value_or_throw(read_introduction(*answer));
}

} // namespace cordee::endpoint
