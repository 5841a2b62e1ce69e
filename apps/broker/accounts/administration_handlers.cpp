#include "apps/broker/audit/facts.hpp"
#include "apps/broker/broker.hpp"
#include "apps/broker/handlers.hpp"
#include "apps/broker/http/input.hpp"
#include "core/base/logging.hpp"

namespace cordee::broker {
namespace {

namespace asio = boost::asio;

asio::awaitable<Response> post_operators(Broker& broker, const Request& request)
{
    const auto who = require_administrator(broker, request);
    const auto body = read_body(request);
    const auto email = read_email(*body, request);
    const auto name = read_name(*body, "name", request);
    auto hash = co_await broker.passwords.hash(read_new_password(*body, request));
    if (hash.has_error())
        throw too_many(std::chrono::seconds{1}, request);
    Database::Transaction transaction{broker.database};
    const auto added = broker.operators.add(email, name, Role::operator_, *hash, broker.clock.now());
    if (added.has_error())
        throw Problem{ProblemCode::conflict,
                      std::string{tr("there is an operator with this address already", request.language)},
                      std::string{tr("choose another address", request.language)}};
    const std::string role{role_name(added->role)};
    record(broker, request, who, "operator.add",
           {.object = added->email, .after = object_of({{"name", added->name}, {"role", role}})});
    transaction.commit();
    log::info("operator {} was added", added->id);
    auto answer = json::make_object();
    answer.set("email", added->email);
    answer.set("name", added->name);
    answer.set("role", std::string{role_name(added->role)});
    co_return json_response(201, answer);
}

asio::awaitable<Response> get_keys(Broker& broker, const Request&)
{
    auto entry = json::make_object();
    entry.set("kid", broker.grants.key_id());
    entry.set("key", to_base64url(broker.grants.public_key()));
    json::Array::Ptr keys{new json::Array};
    keys->add(entry);
    auto answer = json::make_object();
    answer.set("grant", keys);
    co_return json_response(200, answer);
}

/// Answers only when the database does.
asio::awaitable<Response> get_health(Broker& broker, const Request&)
{
    broker.database.query("SELECT 1");
    auto answer = json::make_object();
    answer.set("status", std::string{"ok"});
    co_return json_response(200, answer);
}

} // namespace

void add_administration_handlers(Broker& broker)
{
    auto& router = broker.router;
    router.add("POST", "/api/v1/operators", [&broker](const Request& request, const Captures&) {
        return post_operators(broker, request);
    });
    router.add("GET", "/api/v1/keys",
               [&broker](const Request& request, const Captures&) { return get_keys(broker, request); });
    router.add("GET", "/healthz",
               [&broker](const Request& request, const Captures&) { return get_health(broker, request); });
}

} // namespace cordee::broker
