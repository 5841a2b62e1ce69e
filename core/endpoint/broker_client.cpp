#include "core/endpoint/broker_client.hpp"

#include "core/endpoint/broker_request.hpp"

namespace cordee::endpoint {
namespace {

namespace asio = boost::asio;

/// The broker answers a long poll within 25 s.
constexpr std::chrono::seconds kLongPoll{40};
constexpr int kShortWait = 500; ///< milliseconds

} // namespace

BrokerClient::BrokerClient(HttpClient& http, std::string name, std::string token)
    : http_{http}, name_{std::move(name)}, token_{std::move(token)}
{}

HttpRequest BrokerClient::request(std::string method, const std::string& path) const
{
    HttpRequest out;
    out.method = std::move(method);
    out.target = "/api/v1" + path;
    out.bearer = token_;
    return out;
}

HttpRequest BrokerClient::request(std::string method, const std::string& path, const json::Object& body) const
{
    auto out = request(std::move(method), path);
    out.body = json::dump(body);
    return out;
}

HttpRequest BrokerClient::long_request(const std::string& path, const json::Object& body) const
{
    auto out = request("POST", path, body);
    out.deadline = kLongPoll;
    return out;
}

HttpRequest BrokerClient::with_round_trips(HttpRequest request, json::Object body) const
{
    if (!round_trips_)
        return request;
    const bool is_wait = request.deadline == kLongPoll;
    request.late_body = [news = round_trips_, body = std::move(body), is_wait]() mutable {
        const auto told = news();
        if (!told.known.empty())
            body.set("round_trips", round_trips_to_json(told.known));
        if (is_wait && told.more_soon)
            body.set("patience_ms", kShortWait);
        return json::dump(body);
    };
    return request;
}

asio::awaitable<HttpResponse> BrokerClient::send(HttpRequest request, Asked asked)
{
    auto answer = co_await http_.request(std::move(request));
    if (!answer)
        throw no_answer(answer.error(), name_);
    if (answer->status < 200 || answer->status > 299)
        throw answered_no(read_problem(answer->body), asked);
    co_return std::move(*answer);
}

asio::awaitable<json::Object::Ptr> BrokerClient::call(HttpRequest request, Asked asked)
{
    const auto answer = co_await send(std::move(request), asked);
    co_return value_or_throw(json::parse(answer.body));
}

asio::awaitable<void> BrokerClient::set_up(const Setup& setup)
{
    auto body = json::make_object();
    body.set("token", setup.token);
    body.set("organisation", setup.organisation);
    body.set("name", setup.name);
    body.set("email", setup.email);
    body.set("password", setup.password);
    co_await send(request("POST", "/setup", body), Asked::setup);
}

asio::awaitable<Login> BrokerClient::log_in(const std::string& email, const std::string& password)
{
    auto body = json::make_object();
    body.set("email", email);
    body.set("password", password);
    const auto answer = co_await call(request("POST", "/login", body), Asked::login);
    co_return value_or_throw(read_login(*answer));
}

asio::awaitable<void> BrokerClient::log_out()
{
    co_await send(request("POST", "/logout"), Asked::other);
}

asio::awaitable<void> BrokerClient::add_operator(const std::string& email, const std::string& name,
                                                 const std::string& password)
{
    auto body = json::make_object();
    body.set("email", email);
    body.set("name", name);
    body.set("password", password);
    co_await send(request("POST", "/operators", body), Asked::other);
}

asio::awaitable<GrantKeys> BrokerClient::grant_keys()
{
    const auto answer = co_await call(request("GET", "/keys"), Asked::other);
    co_return value_or_throw(read_grant_keys(*answer));
}

asio::awaitable<OfferedModule> BrokerClient::find_module(const std::string& id, const std::string& platform,
                                                         std::optional<Version> version)
{
    auto path = "/modules/" + segment(id) + "?platform=" + segment(platform);
    if (version)
        path += "&version=" + to_string(*version);
    const auto answer = co_await call(request("GET", path), Asked::module);
    auto module = value_or_throw(read_offered_module(*answer));
    if (module.id != id || module.platform != platform || (version && module.version != *version))
        throw not_understood();
    co_return module;
}

} // namespace cordee::endpoint
