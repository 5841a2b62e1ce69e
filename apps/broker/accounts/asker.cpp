#include "apps/broker/accounts/asker.hpp"

#include "apps/broker/accounts/scopes.hpp"
#include "apps/broker/broker.hpp"
#include "apps/broker/http/problem.hpp"
#include "core/crypto/equal.hpp"

#include <algorithm>

namespace cordee::broker {
namespace {

std::optional<Asker> with_login(const Broker& broker, const std::string& token, bool by_cookie)
{
    auto who = token.empty() ? std::nullopt : broker.logins.find(token);
    if (!who)
        return std::nullopt;
    return Asker{*who, token, by_cookie, scopes_of(who->role)};
}

/// Never more than its maker, also when the maker had a right when it was made and has it no more.
std::optional<Asker> with_api_token(const Broker& broker, const std::string& bearer)
{
    const auto token = broker.api_tokens.find(bearer);
    const auto who = token ? broker.operators.find_present(token->operator_id) : std::nullopt;
    if (!who || who->disabled)
        return std::nullopt;
    Asker out{*who, {}, false, {}};
    std::ranges::set_intersection(token->scopes, scopes_of(who->role), std::back_inserter(out.scopes));
    return out;
}

bool is_safe(const std::string& method)
{
    return method == "GET" || method == "HEAD";
}

bool has_scope(const Asker& asker, const Request& request)
{
    const auto needed = needed_scope(request.method, request.path);
    return needed == kAnyScope || std::ranges::find(asker.scopes, needed) != asker.scopes.end();
}

/// Other sites can make a browser send its cookie; they can neither read this proof nor send the header.
bool proves_page(const Broker& broker, const Asker& asker, const Request& request)
{
    return is_safe(request.method) ||
           (crypto::equal_constant_time(as_view(request.csrf), as_view(csrf_of(asker.login))) &&
            comes_from_here(broker, request));
}

Problem not_logged_in(const Request& request)
{
    return {ProblemCode::unauthorized,
            std::string{tr("nobody is logged in with this token", request.language)},
            std::string{tr("log in again", request.language)}};
}

Problem no_proof(const Request& request)
{
    return {ProblemCode::forbidden,
            std::string{
                tr("this request does not prove that it is from this broker's own page", request.language)},
            std::string{tr("load the page again; programs send the csrf of GET /me as X-Cordee-CSRF",
                           request.language)}};
}

Problem no_scope(const Request& request)
{
    const auto needed = needed_scope(request.method, request.path);
    if (needed.empty())
        return {ProblemCode::forbidden,
                std::string{tr("a program's token does not open this", request.language)},
                std::string{tr("log in yourself", request.language)}};
    return {ProblemCode::forbidden,
            fill(tr("this token does not have the scope {}, or its maker lost it", request.language), needed),
            std::string{tr("make a token with that scope", request.language)}};
}

} // namespace

std::optional<Asker> find_asker(const Broker& broker, const Request& request)
{
    if (request.bearer.empty())
        return with_login(broker, request.cookie, true);
    return ApiTokens::is_one(request.bearer) ? with_api_token(broker, request.bearer)
                                             : with_login(broker, request.bearer, false);
}

std::optional<Asker> find_entitled(const Broker& broker, const Request& request)
{
    auto asker = find_asker(broker, request);
    if (!asker || (asker->login.empty() && !has_scope(*asker, request)) ||
        (asker->by_cookie && !proves_page(broker, *asker, request)))
        return std::nullopt;
    return asker;
}

Asker require_asker(const Broker& broker, const Request& request)
{
    auto asker = find_asker(broker, request);
    if (!asker)
        throw not_logged_in(request);
    if (asker->by_cookie && !proves_page(broker, *asker, request))
        throw no_proof(request);
    if (asker->login.empty() && !has_scope(*asker, request))
        throw no_scope(request);
    return std::move(*asker);
}

Asker require_login(const Broker& broker, const Request& request)
{
    auto asker = require_asker(broker, request);
    if (asker.login.empty())
        throw no_scope(request);
    return asker;
}

bool comes_from_here(const Broker& broker, const Request& request)
{
    return request.origin.empty() || request.origin == "https://" + request.host ||
           (!broker.options.public_origin.empty() && request.origin == broker.options.public_origin);
}

} // namespace cordee::broker
