#include "apps/broker/audit/facts.hpp"
#include "apps/broker/broker.hpp"
#include "apps/broker/handlers.hpp"
#include "apps/broker/http/input.hpp"

namespace cordee::broker {
namespace {

namespace asio = boost::asio;

constexpr const char* kSides[]{"operator", "agent"};

json::Object present(const Broker& broker)
{
    auto answer = json::make_object();
    for (const std::string side : kSides)
        answer.set(side, side_to_json(broker.connections.load(side, broker.relays.specs())));
    return answer;
}

SideConnection read_side(const Broker& broker, const json::Object& body, const std::string& side,
                         const Request& request)
{
    const auto object = json::get_object(body, side);
    const auto connection =
        object.isNull() ? Result<SideConnection>{Errc::malformed} : side_from_json(*object);
    if (connection.has_error())
        throw bad_field(side, request);
    if (const auto relay = cut_off_by(*connection, broker.relays.specs()); !relay.empty())
        throw Problem{
            ProblemCode::bad_request,
            fill(tr("with these ports and encapsulations nobody reaches the relay {}", request.language),
                 relay),
            std::string{tr("keep at least one port and one encapsulation of each relay", request.language)}};
    return *connection;
}

asio::awaitable<Response> get_connection(Broker& broker, const Request& request)
{
    require_operator(broker, request);
    co_return json_response(200, present(broker));
}

/// A side that is not named stays as it is.
asio::awaitable<Response> put_connection(Broker& broker, const Request& request)
{
    const auto who = require_administrator(broker, request);
    const auto body = read_body(request);
    Database::Transaction transaction{broker.database};
    auto before = present(broker);
    for (const std::string side : kSides)
        if (body->has(side))
            broker.connections.save(side, read_side(broker, *body, side, request));
    auto now = present(broker);
    record(broker, request, who, "connection.set", {.before = std::move(before), .after = now});
    transaction.commit();
    co_return json_response(200, now);
}

} // namespace

void add_connection_handlers(Broker& broker)
{
    auto& router = broker.router;
    router.add("GET", "/api/v1/connection", [&broker](const Request& request, const Captures&) {
        return get_connection(broker, request);
    });
    router.add("PUT", "/api/v1/connection", [&broker](const Request& request, const Captures&) {
        return put_connection(broker, request);
    });
}

} // namespace cordee::broker
