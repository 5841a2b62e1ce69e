// BrokerClient: devices without a person in front of them, and how each side connects.
#include "core/crypto/device_statement.hpp"
#include "core/endpoint/broker_request.hpp"

namespace cordee::endpoint {

namespace asio = boost::asio;

asio::awaitable<ConnectionSettings> BrokerClient::connection_settings()
{
    const auto answer = co_await call(request("GET", "/connection"), Asked::other);
    co_return value_or_throw(read_connection_settings(*answer));
}

asio::awaitable<void> BrokerClient::set_connection_settings(const ConnectionSettings& settings)
{
    co_await send(request("PUT", "/connection", connection_settings_to_json(settings)), Asked::other);
}

asio::awaitable<NewDevice> BrokerClient::add_device(const std::string& name)
{
    auto body = json::make_object();
    body.set("name", name);
    const auto answer = co_await call(request("POST", "/devices", body), Asked::other);
    co_return value_or_throw(read_new_device(*answer));
}

asio::awaitable<std::vector<ListedDevice>> BrokerClient::devices()
{
    const auto answer = co_await call(request("GET", "/devices"), Asked::other);
    co_return value_or_throw(read_devices(*answer));
}

asio::awaitable<void> BrokerClient::remove_device(const std::string& device)
{
    co_await send(request("DELETE", "/devices/" + segment(device)), Asked::device);
}

asio::awaitable<EnrolledDevice> BrokerClient::enrol(const std::string& token, const ByteArray<32>& key,
                                                    const crypto::SigningKey& signing)
{
    auto body = json::make_object();
    body.set("token", token);
    body.set("key", to_base64url(key));
    body.set("sign_key", to_base64url(signing.public_key));
    body.set("signature", to_base64url(crypto::sign(signing, crypto::device_statement(token, key))));
    const auto answer = co_await call(request("POST", "/devices/enrol", body), Asked::enrolment);
    co_return value_or_throw(read_enrolled_device(*answer));
}

asio::awaitable<std::optional<DeviceMeeting>>
BrokerClient::wait_for_operator(const std::string& device, const std::vector<wire::Way>& ways,
                                const Candidates& candidates)
{
    std::vector<std::string> names;
    for (const auto way : ways)
        names.emplace_back(wire::name_of(way));
    auto body = json::make_object();
    body.set("ways", json::make_array(names));
    add_candidates(body, candidates);
    auto question = with_round_trips(long_request("/devices/" + segment(device) + "/wait", body), body);
    const auto answer = co_await call(std::move(question), Asked::device);
    if (!answer->has("session"))
        co_return std::nullopt;
    co_return value_or_throw(read_device_meeting(*answer));
}

asio::awaitable<Meeting> BrokerClient::meet_device(const std::string& device, wire::Way way, View public_key,
                                                   const std::vector<AskedModule>& modules,
                                                   const Candidates& candidates)
{
    auto body = json::make_object();
    body.set("way", std::string{wire::name_of(way)});
    body.set("key", to_base64url(public_key));
    body.set("modules", modules_to_json(modules));
    add_candidates(body, candidates);
    auto question =
        with_round_trips(request("POST", "/devices/" + segment(device) + "/meetings", body), body);
    const auto answer = co_await call(std::move(question), Asked::device);
    auto meeting = value_or_throw(read_meeting(*answer));
    if (meeting.way != way)
        throw not_understood();
    co_return meeting;
}

} // namespace cordee::endpoint
