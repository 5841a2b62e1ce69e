#include "apps/broker/accounts/asker.hpp"
#include "apps/broker/accounts/described.hpp"
#include "apps/broker/audit/facts.hpp"
#include "apps/broker/broker.hpp"
#include "apps/broker/handlers.hpp"
#include "apps/broker/http/input.hpp"
#include "core/crypto/timestamps.hpp"

namespace cordee::broker {
namespace {

namespace asio = boost::asio;

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

Problem wants_code(const Request& request)
{
    return {ProblemCode::totp_required,
            std::string{tr("this account has a second factor, and its code is missing", request.language)},
            std::string{tr("enter the six digits that your authenticator shows now", request.language)}};
}

struct Credentials {
    std::string email;
    std::string password;
    std::string code; ///< of the second factor; empty without
    bool cookie = false;
};

Credentials read_credentials(const Broker& broker, const Request& request)
{
    const auto body = read_body(request);
    Credentials out{read_text(*body, "email", kMaxEmail, request),
                    read_text(*body, "password", kMaxPassword, request),
                    {},
                    read_flag(*body, "cookie", false, request)};
    if (body->has("totp"))
        out.code = read_text(*body, "totp", kMaxCode, request);
    if (out.cookie && !comes_from_here(broker, request)) // nobody gets logged in as somebody else by a page
        throw Problem{ProblemCode::forbidden,
                      std::string{tr("only this broker's own page may log a browser in", request.language)},
                      std::string{tr("open the console of this broker", request.language)}};
    return out;
}

void check_code(Broker& broker, const Operator& who, const std::string& code, const Request& request)
{
    if (!who.second_factor)
        return;
    if (code.empty())
        throw wants_code(request);
    require_code(broker, who, code, request);
}

Response welcome(Broker& broker, const Operator& who, bool cookie)
{
    const auto life = broker.options.login_life;
    const auto login = broker.logins.begin(who, life);
    auto answer = json::make_object();
    if (cookie)
        answer.set("csrf", csrf_of(login.token));
    else
        answer.set("token", login.token);
    answer.set("expires", crypto::format_timestamp(login.expires));
    const auto person = describe_briefly(who);
    answer.set("operator", person);
    answer.set("email", who.email);
    answer.set("name", who.name);
    answer.set("organisation", broker.operators.organisation());
    answer.set("role", std::string{role_name(who.role)});
    auto response = json_response(200, answer);
    if (cookie)
        response.headers.emplace_back("Set-Cookie", cookie_header(login.token, life));
    return response;
}

asio::awaitable<Response> post_login(Broker& broker, const Request& request)
{
    auto given = read_credentials(broker, request);
    const auto who = broker.operators.find(given.email);
    const auto from = address_key(request.address);
    const auto at = lower_case(given.email); // the same whether there is such an operator or not
    require_turn(broker.login_limit, from, request);
    require_turn(broker.operator_limit, at, request);
    const auto hash = who && !who->disabled ? broker.operators.password_of(who->id) : std::string{};
    const auto right = co_await broker.passwords.verify(std::move(given.password), hash);
    if (right.has_error())
        throw too_many(std::chrono::seconds{1}, request);
    if (!*right) {
        broker.login_limit.miss(from);
        broker.operator_limit.miss(at);
        record_refusal(broker, request, who);
        throw wrong_login(request);
    }
    const auto known = broker.operators.find_present(who->id); // it took a while
    if (!known || known->disabled)
        throw wrong_login(request);
    check_code(broker, *known, given.code, request);
    Database::Transaction transaction{broker.database};
    auto response = welcome(broker, *known, given.cookie);
    record(broker, request, *known, "login");
    transaction.commit();
    co_return response;
}

asio::awaitable<Response> post_logout(Broker& broker, const Request& request)
{
    const auto asker = require_login(broker, request);
    Database::Transaction transaction{broker.database};
    broker.logins.end(asker.login);
    record(broker, request, asker.who, "logout");
    transaction.commit();
    broker.events.look_again(asker.who.id);
    auto response = json_response(200, json::make_object());
    if (asker.by_cookie)
        response.headers.emplace_back("Set-Cookie", cookie_header({}, std::chrono::seconds{0}));
    co_return response;
}

} // namespace

std::string cookie_header(const std::string& value, std::chrono::seconds life)
{
    return fmt::format("{}={}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age={}", kCookie, value,
                       life.count());
}

Problem wrong_code(const Request& request)
{
    return {
        ProblemCode::unauthorized,
        std::string{tr("this code of the second factor is wrong, too old, or was used", request.language)},
        std::string{
            tr("wait for the next one, and check the clock of the device that shows it", request.language)}};
}

void require_code(Broker& broker, const Operator& who, const std::string& code, const Request& request)
{
    const auto key = "code " + std::to_string(who.id);
    require_turn(broker.operator_limit, key, request);
    if (broker.second_factors.accepts(who.id, code))
        return;
    broker.operator_limit.miss(key);
    throw wrong_code(request);
}

void add_login_handlers(Broker& broker)
{
    auto& router = broker.router;
    router.add("POST", "/api/v1/login",
               [&broker](const Request& request, const Captures&) { return post_login(broker, request); });
    router.add("POST", "/api/v1/logout",
               [&broker](const Request& request, const Captures&) { return post_logout(broker, request); });
}

} // namespace cordee::broker
