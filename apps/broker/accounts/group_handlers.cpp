#include "apps/broker/accounts/ruling.hpp"
#include "apps/broker/audit/facts.hpp"
#include "apps/broker/broker.hpp"
#include "apps/broker/events/tell.hpp"
#include "apps/broker/handlers.hpp"
#include "apps/broker/http/input.hpp"

namespace cordee::broker {
namespace {

namespace asio = boost::asio;

Problem group_problem(const boost::system::error_code& error, const Request& request)
{
    if (error == Errc::already_used)
        return {ProblemCode::conflict,
                std::string{tr("there is a group with this name already", request.language)},
                std::string{tr("choose another name", request.language)}};
    if (error == Errc::exhausted)
        return {ProblemCode::limit, std::string{tr("there are too many groups", request.language)},
                std::string{tr("remove some that are not in use any more", request.language)}};
    return {ProblemCode::not_found, std::string{tr("there is no such group", request.language)},
            std::string{tr("look at the list again", request.language)}};
}

/// A scoped administrator's own ones.
asio::awaitable<Response> get_groups(Broker& broker, const Request& request)
{
    const auto ruler = require_ruler(broker, request);
    json::Array::Ptr listed{new json::Array};
    for (const auto& group : broker.groups.list()) {
        if (!ruler.sees({group.id}))
            continue;
        auto one = json::make_object();
        one.set("id", group.id);
        one.set("name", group.name);
        one.set("operators", group.operators);
        one.set("devices", group.devices);
        listed->add(one);
    }
    auto answer = json::make_object();
    answer.set("groups", listed);
    co_return json_response(200, answer);
}

json::Object describe(const std::string& id, const std::string& name)
{
    auto out = json::make_object();
    out.set("id", id);
    out.set("name", name);
    return out;
}

asio::awaitable<Response> post_groups(Broker& broker, const Request& request)
{
    const auto who = require_administrator(broker, request);
    const auto name = read_name(*read_body(request), "name", request);
    Database::Transaction transaction{broker.database};
    const auto id = broker.groups.add(name);
    if (id.has_error())
        throw group_problem(id.error(), request);
    record(broker, request, who, "group.add", {.object = name, .after = object_of({{"group", *id}})});
    broker.live.policy_changed(); // a rule may have named it before
    transaction.commit();
    tell_administrators(broker, "operators");
    co_return json_response(201, describe(*id, name));
}

asio::awaitable<Response> patch_group(Broker& broker, const Request& request, std::string id)
{
    const auto who = require_administrator(broker, request);
    const auto name = read_name(*read_body(request), "name", request);
    Database::Transaction transaction{broker.database};
    const auto before = broker.groups.name_of(id);
    if (const auto done = broker.groups.rename(id, name); done.has_error())
        throw group_problem(done.error(), request);
    record(broker, request, who, "group.rename",
           {.object = name, .before = object_of({{"name", before}}), .after = object_of({{"name", name}})});
    broker.live.policy_changed(); // rules name groups by their names
    transaction.commit();
    tell_administrators(broker, "operators");
    co_return json_response(200, describe(id, name));
}

asio::awaitable<Response> delete_group(Broker& broker, const Request& request, std::string id)
{
    const auto who = require_administrator(broker, request);
    Database::Transaction transaction{broker.database};
    const auto name = broker.groups.name_of(id);
    if (const auto done = broker.groups.remove(id); done.has_error())
        throw group_problem(done.error(), request);
    record(broker, request, who, "group.remove", {.object = name});
    broker.live.policy_changed();
    transaction.commit();
    tell_administrators(broker, "operators");
    co_return json_response(200, json::make_object());
}

} // namespace

void add_group_handlers(Broker& broker)
{
    auto& router = broker.router;
    router.add("GET", "/api/v1/groups",
               [&broker](const Request& request, const Captures&) { return get_groups(broker, request); });
    router.add("POST", "/api/v1/groups",
               [&broker](const Request& request, const Captures&) { return post_groups(broker, request); });
    router.add("PATCH", "/api/v1/groups/{}", [&broker](const Request& request, const Captures& captures) {
        return patch_group(broker, request, captures.at(0));
    });
    router.add("DELETE", "/api/v1/groups/{}", [&broker](const Request& request, const Captures& captures) {
        return delete_group(broker, request, captures.at(0));
    });
}

} // namespace cordee::broker
