#include "apps/broker/audit/facts.hpp"
#include "apps/broker/broker.hpp"
#include "apps/broker/handlers.hpp"
#include "apps/broker/http/input.hpp"
#include "core/crypto/timestamps.hpp"

namespace cordee::broker {
namespace {

namespace asio = boost::asio;

json::Object describe(Broker& broker, const Operator& who)
{
    auto out = json::make_object();
    out.set("email", who.email);
    out.set("name", who.name);
    out.set("organisation", broker.operators.organisation());
    out.set("role", std::string{role_name(who.role)});
    return out;
}

/// An unknown address and a wrong password get this same answer, after the same work.
Problem wrong_login(const Request& request)
{
    return {ProblemCode::unauthorized, std::string{tr("address or password is wrong", request.language)},
            std::string{tr("check both and try again", request.language)}};
}

/// What was typed is not written down when it is nobody's address: it may be a password.
void record_refusal(Broker& broker, const Request& request, const std::optional<Operator>& who)
{
    broker.audit.record({"anybody"}, request.address, "login.failed", {.object = who ? who->email : ""});
}

asio::awaitable<Response> post_login(Broker& broker, const Request& request)
{
    const auto body = read_body(request);
    const auto email = read_text(*body, "email", kMaxEmail, request);
    auto password = read_text(*body, "password", kMaxPassword, request);
    const auto who = broker.operators.find(email);
    const auto from = address_key(request.address);
    const auto at = lower_case(email); // the same whether there is such an operator or not
    require_turn(broker.login_limit, from, request);
    require_turn(broker.operator_limit, at, request);
    const auto hash = who ? broker.operators.password_of(who->id) : std::string{};
    const auto right = co_await broker.passwords.verify(std::move(password), hash);
    if (right.has_error())
        throw too_many(std::chrono::seconds{1}, request);
    if (!*right) {
        broker.login_limit.miss(from);
        broker.operator_limit.miss(at);
        record_refusal(broker, request, who);
        throw wrong_login(request);
    }
    Database::Transaction transaction{broker.database};
    const auto login = broker.logins.begin(*who, broker.options.login_life);
    record(broker, request, *who, "login");
    transaction.commit();
    auto answer = json::make_object();
    answer.set("token", login.token);
    answer.set("expires", crypto::format_timestamp(login.expires));
    const auto person = describe(broker, *who);
    for (const auto& [name, value] : person)
        answer.set(name, value);
    co_return json_response(200, answer);
}

asio::awaitable<Response> post_logout(Broker& broker, const Request& request)
{
    const auto who = require_operator(broker, request);
    Database::Transaction transaction{broker.database};
    broker.logins.end(request.bearer);
    record(broker, request, who, "logout");
    transaction.commit();
    co_return json_response(200, json::make_object());
}

asio::awaitable<Response> get_me(Broker& broker, const Request& request)
{
    co_return json_response(200, describe(broker, require_operator(broker, request)));
}

} // namespace

void add_login_handlers(Broker& broker)
{
    auto& router = broker.router;
    router.add("POST", "/api/v1/login",
               [&broker](const Request& request, const Captures&) { return post_login(broker, request); });
    router.add("POST", "/api/v1/logout",
               [&broker](const Request& request, const Captures&) { return post_logout(broker, request); });
    router.add("GET", "/api/v1/me",
               [&broker](const Request& request, const Captures&) { return get_me(broker, request); });
}

} // namespace cordee::broker
