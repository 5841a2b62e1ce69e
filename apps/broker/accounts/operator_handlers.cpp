#include "apps/broker/accounts/described.hpp"
#include "apps/broker/accounts/ruling.hpp"
#include "apps/broker/audit/facts.hpp"
#include "apps/broker/broker.hpp"
#include "apps/broker/events/tell.hpp"
#include "apps/broker/handlers.hpp"
#include "apps/broker/http/input.hpp"
#include "apps/broker/times.hpp"
#include "core/base/logging.hpp"
#include "core/crypto/timestamps.hpp"

namespace cordee::broker {
namespace {

namespace asio = boost::asio;

Problem no_operator(const Request& request)
{
    return {ProblemCode::not_found, std::string{tr("there is no such operator", request.language)},
            std::string{tr("look at the list again", request.language)}};
}

Problem last_administrator(const Request& request)
{
    return {ProblemCode::conflict,
            std::string{tr("this is the last administrator who can log in", request.language)},
            std::string{tr("make somebody else an administrator first", request.language)}};
}

/// What only a person decides who rules all: nobody makes themselves, or a program, mightier.
void require_full_power(const Ruler& ruler, const Request& request)
{
    if (!ruler.rules_all())
        throw not_an_administrator(request);
    if (ruler.asker.login.empty())
        throw Problem{ProblemCode::forbidden,
                      std::string{tr("a program's token does not open this", request.language)},
                      std::string{tr("log in yourself", request.language)}};
}

Role read_role(const json::Object& body, Role otherwise, const Request& request)
{
    if (!body.has("role"))
        return otherwise;
    const auto role = role_from(read_text(body, "role", 32, request));
    if (!role)
        throw bad_field("role", request);
    return *role;
}

asio::awaitable<Response> get_operators(Broker& broker, const Request& request)
{
    const auto ruler = require_ruler(broker, request);
    auto wish = read_page(request);
    ++wish.limit; // whether there is more
    auto found = broker.operators.page(wish, ruler.groups);
    auto answer = json::make_object();
    const auto more = static_cast<std::int64_t>(found.size()) == wish.limit;
    if (more)
        found.pop_back();
    std::vector<std::int64_t> ids;
    for (const auto& who : found)
        ids.push_back(who.id);
    const auto groups = broker.groups.of_operators(ids);
    json::Array::Ptr listed{new json::Array};
    for (const auto& who : found) {
        const auto known = groups.find(who.id);
        listed->add(describe(broker, who, known == groups.end() ? Groups::Ids{} : known->second));
    }
    answer.set("operators", listed);
    if (more)
        answer.set("next", cursor_of({found.back().name, std::to_string(found.back().id)}));
    co_return json_response(200, answer);
}

/// For the audit log.
json::Object standing(const Broker& broker, const Operator& who)
{
    return object_of({{"name", who.name},
                      {"role", std::string{role_name(who.role)}},
                      {"groups", json::make_array(broker.groups.of_operator(who.id))},
                      {"disabled", who.disabled},
                      {"totp", who.second_factor}});
}

struct NewOperator {
    std::string email;
    std::string name;
    Role role = Role::operator_;
    Groups::Ids groups;
    Groups::Ids scope;
};

NewOperator read_new_operator(Broker& broker, const Ruler& ruler, const json::Object& body,
                              const Request& request)
{
    NewOperator out;
    out.email = read_email(body, request);
    out.name = read_name(body, "name", request);
    out.role = read_role(body, Role::operator_, request);
    if (body.has("groups"))
        out.groups = read_groups(broker, body, "groups", request);
    if (body.has("scope"))
        out.scope = read_groups(broker, body, "scope", request);
    if (out.role != Role::scoped_administrator && !out.scope.empty())
        throw bad_field("scope", request);
    if (out.role != Role::operator_)
        require_full_power(ruler, request);
    require_within(ruler, out.groups, request);
    return out;
}

asio::awaitable<Response> post_operators(Broker& broker, const Request& request)
{
    const auto ruler = require_ruler(broker, request);
    const auto body = read_body(request);
    const auto wish = read_new_operator(broker, ruler, *body, request);
    auto password = read_new_password(*body, request);
    const auto hash = co_await broker.passwords.hash(std::move(password));
    if (hash.has_error())
        throw too_many(std::chrono::seconds{1}, request);
    Database::Transaction transaction{broker.database};
    const auto added = broker.operators.add(wish.email, wish.name, wish.role, *hash, broker.clock.now());
    if (added.has_error())
        throw Problem{ProblemCode::conflict,
                      std::string{tr("there is an operator with this address already", request.language)},
                      std::string{tr("choose another address", request.language)}};
    broker.groups.set_of_operator(added->id, wish.groups);
    broker.groups.set_ruled_by(added->id, wish.scope);
    record(broker, request, ruler.asker.who, "operator.add",
           {.object = added->email, .after = standing(broker, *added)});
    transaction.commit();
    log::info("operator {} was added", added->id);
    tell_administrators(broker, "operators");
    co_return json_response(201, describe(broker, *added, wish.groups));
}

/// Somebody outside one's groups is not there.
Operator require_ruled_operator(const Broker& broker, const Ruler& ruler, const std::string& id,
                                const Request& request)
{
    auto who = broker.operators.find_present(number_from(id));
    if (!who || !ruler.sees(broker.groups.of_operator(who->id)))
        throw no_operator(request);
    require_within(ruler, broker.groups.of_operator(who->id), request);
    if (who->role != Role::operator_)
        require_full_power(ruler, request);
    return *who;
}

bool is_last_administrator(const Broker& broker, const Operator& who)
{
    return who.role == Role::administrator && !who.disabled && broker.operators.administrators().size() <= 1;
}

/// Nothing of theirs goes on: logins, tokens, invitations, sessions and those they brought somebody into.
void shut_out(Broker& broker, const Operator& who)
{
    broker.logins.end_all(who.id);
    broker.api_tokens.remove_all(who.id);
    broker.invitations.cancel_all(who.id);
    for (const auto& session : broker.sessions.of_operator(who.id))
        broker.live.revoke(session);
}

struct Change {
    std::optional<std::string> name;
    Role role = Role::operator_;
    bool disabled = false;
    std::optional<Groups::Ids> groups;
    std::optional<Groups::Ids> scope;
    bool drop_factor = false;
    std::string password;
};

Change read_change(Broker& broker, const Ruler& ruler, const Operator& who, const Request& request)
{
    const auto body = read_body(request);
    Change out;
    if (body->has("name"))
        out.name = read_name(*body, "name", request);
    out.role = read_role(*body, who.role, request);
    out.disabled = read_flag(*body, "disabled", who.disabled, request);
    if (body->has("groups"))
        out.groups = read_groups(broker, *body, "groups", request);
    if (body->has("scope"))
        out.scope = read_groups(broker, *body, "scope", request);
    if (read_flag(*body, "totp", false, request))
        throw bad_field("totp", request); // nobody sets one for somebody else
    out.drop_factor = body->has("totp");
    if (body->has("password"))
        out.password = read_new_password(*body, request);
    if (out.role != who.role || out.scope)
        require_full_power(ruler, request);
    if (out.scope && out.role != Role::scoped_administrator)
        throw bad_field("scope", request);
    if (out.groups)
        require_within(ruler, *out.groups, request);
    if ((out.disabled || out.role != Role::administrator) && is_last_administrator(broker, who))
        throw last_administrator(request);
    return out;
}

void apply(Broker& broker, const Operator& who, const Change& change, const std::string& password_hash)
{
    if (change.name)
        broker.operators.set_name(who.id, *change.name);
    broker.operators.set_role(who.id, change.role);
    if (change.groups)
        broker.groups.set_of_operator(who.id, *change.groups);
    if (change.scope || change.role != Role::scoped_administrator)
        broker.groups.set_ruled_by(who.id, change.scope.value_or(Groups::Ids{}));
    if (change.drop_factor)
        broker.second_factors.remove(who.id);
    broker.operators.set_disabled(who.id, change.disabled);
    if (!password_hash.empty())
        broker.operators.set_password(who.id, password_hash);
    if (change.disabled && !who.disabled)
        shut_out(broker, who);
    else if (!password_hash.empty()) { // whoever knew the old one
        broker.logins.end_all(who.id);
        broker.api_tokens.remove_all(who.id);
    }
}

asio::awaitable<Response> patch_operator(Broker& broker, const Request& request, std::string id)
{
    std::string hash;
    if (read_body(request)->has("password")) {
        const auto ruler = require_ruler(broker, request);
        const auto who = require_ruled_operator(broker, ruler, id, request);
        auto change = read_change(broker, ruler, who, request);
        const auto made = co_await broker.passwords.hash(std::move(change.password));
        if (made.has_error())
            throw too_many(std::chrono::seconds{1}, request);
        hash = *made;
    }
    // Looked at anew, as making the hash took a while.
    const auto ruler = require_ruler(broker, request);
    const auto who = require_ruled_operator(broker, ruler, id, request);
    Database::Transaction transaction{broker.database};
    const auto before = standing(broker, who);
    apply(broker, who, read_change(broker, ruler, who, request), hash);
    auto after = standing(broker, broker.operators.find_present(who.id).value());
    if (!hash.empty())
        after.set("password", std::string{"new"});
    record(broker, request, ruler.asker.who, "operator.change",
           {.object = who.email, .before = before, .after = after});
    broker.live.policy_changed();
    transaction.commit();
    log::info("operator {} was changed", who.id);
    broker.events.look_again(who.id);
    tell_administrators(broker, "operators");
    co_return json_response(200, describe(broker, broker.operators.find_present(who.id).value(),
                                          broker.groups.of_operator(who.id)));
}

asio::awaitable<Response> delete_operator(Broker& broker, const Request& request, std::string id)
{
    const auto ruler = require_ruler(broker, request);
    const auto who = require_ruled_operator(broker, ruler, id, request);
    if (is_last_administrator(broker, who))
        throw last_administrator(request);
    Database::Transaction transaction{broker.database};
    record(broker, request, ruler.asker.who, "operator.remove",
           {.object = who.email, .before = standing(broker, who)});
    shut_out(broker, who);
    broker.groups.set_of_operator(who.id, {});
    broker.groups.set_ruled_by(who.id, {});
    broker.operators.remove(who.id);
    transaction.commit();
    log::info("operator {} was removed", who.id);
    broker.events.look_again(who.id);
    tell_administrators(broker, "operators");
    co_return json_response(200, json::make_object());
}

} // namespace

json::Object describe_briefly(const Operator& who)
{
    auto out = json::make_object();
    out.set("id", std::to_string(who.id));
    out.set("email", who.email);
    out.set("name", who.name);
    out.set("role", std::string{role_name(who.role)});
    return out;
}

json::Object describe(const Broker& broker, const Operator& who, const Groups::Ids& groups)
{
    auto out = describe_briefly(who);
    out.set("groups", json::make_array(groups));
    if (who.role == Role::scoped_administrator)
        out.set("scope", json::make_array(broker.groups.ruled_by(who.id)));
    out.set("disabled", who.disabled);
    out.set("totp", who.second_factor);
    if (who.last_seen != WallTime{})
        out.set("last_seen", crypto::format_timestamp(who.last_seen));
    return out;
}

void add_operator_handlers(Broker& broker)
{
    auto& router = broker.router;
    router.add("GET", "/api/v1/operators",
               [&broker](const Request& request, const Captures&) { return get_operators(broker, request); });
    router.add("POST", "/api/v1/operators", [&broker](const Request& request, const Captures&) {
        return post_operators(broker, request);
    });
    router.add("PATCH", "/api/v1/operators/{}", [&broker](const Request& request, const Captures& captures) {
        return patch_operator(broker, request, captures.at(0));
    });
    router.add("DELETE", "/api/v1/operators/{}", [&broker](const Request& request, const Captures& captures) {
        return delete_operator(broker, request, captures.at(0));
    });
}

} // namespace cordee::broker
