#include "apps/broker/broker.hpp"
#include "apps/broker/handlers.hpp"
#include "apps/broker/http/problem.hpp"

namespace cordee::broker {
namespace {

namespace asio = boost::asio;

asio::awaitable<Response> get_keys(Broker& broker, const Request&)
{
    auto entry = json::make_object();
    entry.set("kid", broker.grants.key_id());
    entry.set("key", to_base64url(broker.grants.public_key()));
    json::Array::Ptr keys{new json::Array};
    keys->add(entry);
    auto answer = json::make_object();
    answer.set("grant", keys);
    if (!broker.options.pin.empty())
        answer.set("pin", broker.options.pin);
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
    router.add("GET", "/api/v1/keys",
               [&broker](const Request& request, const Captures&) { return get_keys(broker, request); });
    router.add("GET", "/healthz",
               [&broker](const Request& request, const Captures&) { return get_health(broker, request); });
}

} // namespace cordee::broker
