#include "apps/broker/accounts/asker.hpp"
#include "apps/broker/accounts/scopes.hpp"
#include "apps/broker/audit/facts.hpp"
#include "apps/broker/broker.hpp"
#include "apps/broker/handlers.hpp"
#include "apps/broker/http/input.hpp"
#include "core/base/logging.hpp"
#include "core/crypto/timestamps.hpp"

#include <fmt/ranges.h>

#include <algorithm>

namespace cordee::broker {
namespace {

namespace asio = boost::asio;

/// None that its maker has not.
std::vector<std::string> read_scopes(const Asker& maker, const json::Object& body, const Request& request)
{
    auto scopes = json::get_strings(body, "scopes");
    if (!scopes || scopes->empty() || scopes->size() > maker.scopes.size())
        throw bad_field("scopes", request);
    std::ranges::sort(*scopes);
    const bool once = std::ranges::adjacent_find(*scopes) == scopes->end();
    if (!once || !std::ranges::includes(maker.scopes, *scopes))
        throw Problem{
            ProblemCode::bad_request,
            fill(tr("the scopes that you can give are: {}", request.language), fmt::join(maker.scopes, ", ")),
            std::string{tr("correct it and try again", request.language)}};
    return std::move(*scopes);
}

WallTime read_end_of_life(const Broker& broker, const json::Object& body, const Request& request)
{
    const auto expires = crypto::parse_timestamp(read_text(body, "expires", 32, request));
    const auto now = broker.clock.now();
    if (!expires || *expires <= now || *expires > now + kMaxTokenLife)
        throw bad_field("expires", request);
    return *expires;
}

json::Object describe(const ApiToken& token)
{
    auto out = json::make_object();
    out.set("id", token.id);
    out.set("name", token.name);
    out.set("scopes", json::make_array(token.scopes));
    out.set("created", crypto::format_timestamp(token.created));
    out.set("expires", crypto::format_timestamp(token.expires));
    return out;
}

asio::awaitable<Response> post_tokens(Broker& broker, const Request& request)
{
    const auto maker = require_login(broker, request);
    const auto body = read_body(request);
    const NewApiToken wish{read_name(*body, "name", request), read_scopes(maker, *body, request),
                           read_end_of_life(broker, *body, request)};
    Database::Transaction transaction{broker.database};
    const auto made = broker.api_tokens.add(maker.who.id, wish);
    if (made.has_error())
        throw Problem{ProblemCode::limit, std::string{tr("you have too many tokens", request.language)},
                      std::string{tr("remove some that are not in use any more", request.language)}};
    record(broker, request, maker.who, "token.add",
           {.object = wish.name,
            .after = object_of({{"token", made->id}, {"scopes", json::make_array(wish.scopes)}})});
    transaction.commit();
    log::info("operator {} made a token", maker.who.id);
    auto out = json::make_object();
    out.set("id", made->id);
    out.set("token", made->token);
    co_return json_response(201, out);
}

asio::awaitable<Response> get_tokens(Broker& broker, const Request& request)
{
    const auto who = require_login(broker, request).who;
    json::Array::Ptr listed{new json::Array};
    for (const auto& token : broker.api_tokens.list(who.id))
        listed->add(describe(token));
    auto out = json::make_object();
    out.set("tokens", listed);
    co_return json_response(200, out);
}

asio::awaitable<Response> delete_token(Broker& broker, const Request& request, std::string id)
{
    const auto who = require_login(broker, request).who;
    Database::Transaction transaction{broker.database};
    if (!broker.api_tokens.remove(who.id, id))
        throw Problem{ProblemCode::not_found, std::string{tr("there is no such token", request.language)},
                      std::string{tr("look at the list again", request.language)}};
    record(broker, request, who, "token.remove", {.before = object_of({{"token", id}})});
    transaction.commit();
    broker.events.look_again(who.id);
    co_return json_response(200, json::make_object());
}

} // namespace

void add_token_handlers(Broker& broker)
{
    auto& router = broker.router;
    router.add("POST", "/api/v1/tokens",
               [&broker](const Request& request, const Captures&) { return post_tokens(broker, request); });
    router.add("GET", "/api/v1/tokens",
               [&broker](const Request& request, const Captures&) { return get_tokens(broker, request); });
    router.add("DELETE", "/api/v1/tokens/{}", [&broker](const Request& request, const Captures& captures) {
        return delete_token(broker, request, captures.at(0));
    });
}

} // namespace cordee::broker
