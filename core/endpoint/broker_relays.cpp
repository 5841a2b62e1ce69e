// BrokerClient: the relays of an installation.
#include "core/endpoint/broker_request.hpp"
#include "core/transport/candidates.hpp"

namespace cordee::endpoint {

namespace asio = boost::asio;

asio::awaitable<RelaysToProbe> BrokerClient::relays_to_probe(const RoundTrips& known)
{
    auto body = json::make_object();
    if (!known.empty())
        body.set("round_trips", round_trips_to_json(known));
    const auto answer = co_await send(request("POST", "/relays/probes", body), Asked::other);
    const auto object = value_or_throw(json::parse(answer.body));
    RelaysToProbe out;
    out.relays = value_or_throw(read_probed_relays(*object));
    out.by_inner_broker = !answer.from.is_unspecified() && transport::is_inner_address(answer.from);
    co_return out;
}

asio::awaitable<json::Object::Ptr> BrokerClient::relays()
{
    co_return co_await call(request("GET", "/relays"), Asked::other);
}

asio::awaitable<RelayCredentials> BrokerClient::add_relay(const NewRelay& relay)
{
    auto body = json::make_object();
    body.set("relay", relay.id);
    if (!relay.region.empty())
        body.set("region", relay.region);
    if (!relay.at.empty())
        body.set("at", relay.at);
    const auto answer = co_await call(request("POST", "/relays", body), Asked::other);
    co_return value_or_throw(read_relay_credentials(*answer));
}

asio::awaitable<void> BrokerClient::remove_relay(const std::string& relay)
{
    co_await send(request("DELETE", "/relays/" + segment(relay)), Asked::other);
}

asio::awaitable<void> BrokerClient::pin_relay(const std::string& relay,
                                              const std::vector<std::string>& fallback,
                                              const std::string& email)
{
    auto body = json::make_object();
    body.set("relay", relay);
    body.set("fallback", json::make_array(fallback));
    if (!email.empty())
        body.set("operator", email);
    co_await send(request("PUT", "/relays/pin", body), Asked::other);
}

asio::awaitable<void> BrokerClient::unpin_relay(const std::string& email)
{
    auto body = json::make_object();
    if (!email.empty())
        body.set("operator", email);
    co_await send(request("PUT", "/relays/pin", body), Asked::other);
}

asio::awaitable<json::Object::Ptr> BrokerClient::session_relays(const SessionId& session)
{
    co_return co_await call(request("GET", "/sessions/" + to_hex(session) + "/relays"), Asked::session);
}

} // namespace cordee::endpoint
