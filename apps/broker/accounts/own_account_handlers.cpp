#include "apps/broker/accounts/asker.hpp"
#include "apps/broker/accounts/described.hpp"
#include "apps/broker/accounts/totp.hpp"
#include "apps/broker/audit/facts.hpp"
#include "apps/broker/broker.hpp"
#include "apps/broker/handlers.hpp"
#include "apps/broker/http/input.hpp"
#include "core/base/logging.hpp"

namespace cordee::broker {
namespace {

namespace asio = boost::asio;

asio::awaitable<Response> get_me(Broker& broker, const Request& request)
{
    const auto asker = require_asker(broker, request);
    auto out = describe_briefly(asker.who);
    out.set("groups", json::make_array(broker.groups.of_operator(asker.who.id)));
    out.set("totp", asker.who.second_factor);
    out.set("organisation", broker.operators.organisation());
    out.set("scopes", json::make_array(asker.scopes));
    if (asker.who.role == Role::scoped_administrator)
        out.set("scope", json::make_array(broker.groups.ruled_by(asker.who.id)));
    if (asker.by_cookie)
        out.set("csrf", csrf_of(asker.login));
    co_return json_response(200, out);
}

asio::awaitable<Response> offer_factor(Broker& broker, const Request& request)
{
    const auto who = require_login(broker, request).who;
    if (who.second_factor)
        throw Problem{ProblemCode::conflict,
                      std::string{tr("this account has a second factor already", request.language)},
                      std::string{tr("remove it first, with a code of it", request.language)}};
    const auto secret = broker.second_factors.offer(who.id);
    auto out = json::make_object();
    out.set("secret", to_base32(secret));
    out.set("uri", totp_uri(broker.operators.organisation(), who.email, secret));
    co_return json_response(200, out);
}

asio::awaitable<Response> confirm_factor(Broker& broker, const Request& request)
{
    const auto who = require_login(broker, request).who;
    const auto code = read_text(*read_body(request), "code", kMaxCode, request);
    const auto key = "code " + std::to_string(who.id);
    require_turn(broker.operator_limit, key, request);
    Database::Transaction transaction{broker.database};
    const auto done = broker.second_factors.confirm(who.id, code);
    if (done.error() == Errc::not_found)
        throw Problem{ProblemCode::not_found,
                      std::string{tr("no second factor was asked for", request.language)},
                      std::string{tr("begin again with POST /me/totp", request.language)}};
    if (done.has_error()) {
        broker.operator_limit.miss(key);
        throw wrong_code(request);
    }
    record(broker, request, who, "operator.totp", {.after = object_of({{"totp", true}})});
    transaction.commit();
    log::info("operator {} has a second factor now", who.id);
    co_return json_response(200, json::make_object());
}

asio::awaitable<Response> remove_factor(Broker& broker, const Request& request)
{
    const auto who = require_login(broker, request).who;
    const auto code = read_text(*read_body(request), "code", kMaxCode, request);
    require_code(broker, who, code, request);
    Database::Transaction transaction{broker.database};
    broker.second_factors.remove(who.id);
    record(broker, request, who, "operator.totp",
           {.before = object_of({{"totp", true}}), .after = object_of({{"totp", false}})});
    transaction.commit();
    log::info("operator {} has no second factor any more", who.id);
    co_return json_response(200, json::make_object());
}

/// Whoever else is logged in as this person is not any more.
asio::awaitable<Response> put_password(Broker& broker, const Request& request)
{
    const auto asker = require_login(broker, request);
    const auto body = read_body(request);
    auto old = read_text(*body, "old", kMaxPassword, request);
    auto wish = read_new_password(*body, request, "new");
    const auto key = "password " + std::to_string(asker.who.id);
    require_turn(broker.operator_limit, key, request);
    auto known = broker.operators.password_of(asker.who.id);
    const auto right = co_await broker.passwords.verify(std::move(old), std::move(known));
    if (right.has_error())
        throw too_many(std::chrono::seconds{1}, request);
    if (!*right) {
        broker.operator_limit.miss(key);
        throw Problem{ProblemCode::forbidden, std::string{tr("the old password is wrong", request.language)},
                      std::string{tr("check it and try again", request.language)}};
    }
    const auto hash = co_await broker.passwords.hash(std::move(wish));
    if (hash.has_error())
        throw too_many(std::chrono::seconds{1}, request);
    Database::Transaction transaction{broker.database};
    broker.operators.set_password(asker.who.id, *hash);
    broker.logins.end_others(asker.who.id, asker.login);
    record(broker, request, asker.who, "operator.password");
    transaction.commit();
    broker.events.look_again(asker.who.id);
    log::info("operator {} has a new password", asker.who.id);
    co_return json_response(200, json::make_object());
}

asio::awaitable<Response> get_answers(Broker& broker, const Request& request)
{
    const auto who = require_login(broker, request).who;
    auto out = json::make_object();
    out.set("answers", broker.prepared_answers.load(who.id));
    co_return json_response(200, out);
}

asio::awaitable<Response> put_answers(Broker& broker, const Request& request)
{
    const auto who = require_login(broker, request).who;
    const auto body = read_body(request);
    const auto listed = json::get_objects(*body, "answers");
    if (!listed || listed->size() > kMaxAnswers)
        throw bad_field("answers", request);
    std::vector<PreparedAnswer> answers;
    for (const auto& one : *listed)
        answers.push_back(
            {read_name(*one, "title", request), read_lines(*one, "text", kMaxAnswerText, request)});
    broker.prepared_answers.save(who.id, answers);
    auto out = json::make_object();
    out.set("answers", broker.prepared_answers.load(who.id));
    co_return json_response(200, out);
}

} // namespace

void add_own_account_handlers(Broker& broker)
{
    auto& router = broker.router;
    router.add("GET", "/api/v1/me",
               [&broker](const Request& request, const Captures&) { return get_me(broker, request); });
    router.add("POST", "/api/v1/me/totp",
               [&broker](const Request& request, const Captures&) { return offer_factor(broker, request); });
    router.add("PUT", "/api/v1/me/totp", [&broker](const Request& request, const Captures&) {
        return confirm_factor(broker, request);
    });
    router.add("DELETE", "/api/v1/me/totp",
               [&broker](const Request& request, const Captures&) { return remove_factor(broker, request); });
    router.add("PUT", "/api/v1/me/password",
               [&broker](const Request& request, const Captures&) { return put_password(broker, request); });
    router.add("GET", "/api/v1/me/answers",
               [&broker](const Request& request, const Captures&) { return get_answers(broker, request); });
    router.add("PUT", "/api/v1/me/answers",
               [&broker](const Request& request, const Captures&) { return put_answers(broker, request); });
}

} // namespace cordee::broker
