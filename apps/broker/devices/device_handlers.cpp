#include "apps/broker/accounts/ruling.hpp"
#include "apps/broker/audit/facts.hpp"
#include "apps/broker/broker.hpp"
#include "apps/broker/events/tell.hpp"
#include "apps/broker/handlers.hpp"
#include "apps/broker/http/input.hpp"
#include "apps/broker/sessions/answers.hpp"
#include "core/base/logging.hpp"
#include "core/crypto/device_statement.hpp"
#include "core/crypto/ed25519.hpp"

namespace cordee::broker {
namespace {

namespace asio = boost::asio;

asio::awaitable<Response> post_devices(Broker& broker, const Request& request)
{
    const auto ruler = require_ruler(broker, request);
    const auto body = read_body(request);
    const auto name = read_name(*body, "name", request);
    const auto groups = body->has("groups") ? read_groups(broker, *body, "groups", request) : Groups::Ids{};
    require_within(ruler, groups, request);
    Database::Transaction transaction{broker.database};
    const auto made = broker.devices.announce(name);
    if (made.has_error())
        throw Problem{ProblemCode::limit, std::string{tr("there are too many devices", request.language)},
                      std::string{tr("remove some that are not in use any more", request.language)}};
    broker.groups.set_of_device(made->id, groups);
    record(broker, request, ruler.asker.who, "device.add",
           {.object = name, .after = object_of({{"device", made->id}})});
    transaction.commit();
    tell_device(broker, made->id, false);
    auto answer = json::make_object();
    answer.set("device", made->id);
    answer.set("token", made->token);
    co_return json_response(201, answer);
}

/// That the device has the key which it is to be known by. X25519 does not sign, so its other key speaks for
/// both.
bool is_signed(const std::string& token, const std::string& key, const std::string& sign_key,
               const std::string& signature)
{
    const auto signer = to_array<32>(from_base64url(sign_key).value());
    const auto bytes = from_base64url(signature);
    return signer && bytes &&
           crypto::verify(*signer, crypto::device_statement(token, from_base64url(key).value()), *bytes);
}

Problem wrong_enrolment_token(const Request& request)
{
    return {ProblemCode::unauthorized,
            std::string{tr("this enrolment token is wrong, was used, or is too old", request.language)},
            std::string{tr("ask an administrator to announce the device again", request.language)}};
}

asio::awaitable<Response> post_enrol(Broker& broker, const Request& request)
{
    const auto limit_key = "enrol " + address_key(request.address);
    require_turn(broker.lookup_limit, limit_key, request);
    const auto body = read_body(request);
    const auto token = read_text(*body, "token", 64, request);
    const auto key = read_key(*body, request);
    const auto sign_key = read_key(*body, "sign_key", request);
    const auto signature = read_text(*body, "signature", 96, request);
    const auto device = broker.devices.announced(token);
    if (!device) {
        broker.lookup_limit.miss(limit_key);
        throw wrong_enrolment_token(request);
    }
    if (!is_signed(token, key, sign_key, signature))
        throw bad_field("signature", request);
    Database::Transaction transaction{broker.database};
    auto answer = json::make_object();
    answer.set("device", device->id);
    answer.set("name", device->name);
    answer.set("organisation", broker.operators.organisation());
    answer.set("access", broker.devices.enrol(device->id, key, sign_key));
    broker.audit.record({"device", device->id, device->name}, request.address, "device.enrol",
                        {.object = device->name, .after = object_of({{"key", key}, {"sign_key", sign_key}})});
    transaction.commit();
    log::info("device {} enrolled", device->id);
    tell_device(broker, device->id, false);
    co_return json_response(200, answer);
}

json::Object describe(const Broker& broker, const Device& device, const Groups::Ids& groups)
{
    auto out = json::make_object();
    out.set("device", device.id);
    out.set("name", device.name);
    out.set("enrolled", device.enrolled());
    out.set("waiting", broker.presence.waiting(device.id));
    if (device.enrolled())
        out.set("key", device.key);
    out.set("groups", json::make_array(groups));
    return out;
}

asio::awaitable<Response> get_devices(Broker& broker, const Request& request)
{
    require_operator(broker, request);
    const bool paged = request.query.contains("limit") || request.query.contains("cursor");
    auto wish = read_page(request, paged ? 50 : static_cast<std::int64_t>(kMaxDevices));
    const auto limit = static_cast<std::size_t>(wish.limit++);
    auto found = broker.devices.page(wish);
    const bool more = found.size() > limit;
    if (more)
        found.pop_back();
    const auto groups = broker.groups.of_devices();
    json::Array::Ptr listed{new json::Array};
    for (const auto& device : found) {
        const auto known = groups.find(device.id);
        listed->add(describe(broker, device, known == groups.end() ? Groups::Ids{} : known->second));
    }
    auto answer = json::make_object();
    answer.set("devices", listed);
    if (more)
        answer.set("next", cursor_of({found.back().name, found.back().id}));
    co_return json_response(200, answer);
}

/// Every operator sees every device, so one in other hands is forbidden, not unknown.
Device require_ruled_device(const Broker& broker, const Ruler& ruler, const std::string& id,
                            const Request& request)
{
    auto device = broker.devices.find(id);
    if (!device)
        throw device_problem(request);
    require_within(ruler, broker.groups.of_device(id), request);
    return std::move(*device);
}

asio::awaitable<Response> patch_device(Broker& broker, const Request& request, std::string id)
{
    const auto ruler = require_ruler(broker, request);
    const auto device = require_ruled_device(broker, ruler, id, request);
    const auto body = read_body(request);
    const auto name = body->has("name") ? read_name(*body, "name", request) : device.name;
    const auto groups =
        body->has("groups") ? read_groups(broker, *body, "groups", request) : broker.groups.of_device(id);
    require_within(ruler, groups, request);
    Database::Transaction transaction{broker.database};
    broker.devices.rename(id, name);
    const auto before =
        object_of({{"name", device.name}, {"groups", json::make_array(broker.groups.of_device(id))}});
    broker.groups.set_of_device(id, groups);
    record(broker, request, ruler.asker.who, "device.change",
           {.object = name,
            .before = before,
            .after = object_of({{"name", name}, {"groups", json::make_array(groups)}})});
    broker.live.policy_changed();
    transaction.commit();
    log::info("device {} was changed", id);
    tell_device(broker, id, broker.presence.waiting(id));
    co_return json_response(200, describe(broker, broker.devices.find(id).value(), groups));
}

/// What runs on it ends, and its program is told at its next question.
asio::awaitable<Response> delete_device(Broker& broker, const Request& request, std::string id)
{
    const auto ruler = require_ruler(broker, request);
    const auto device = require_ruled_device(broker, ruler, id, request);
    Database::Transaction transaction{broker.database};
    record(broker, request, ruler.asker.who, "device.remove",
           {.object = device.name, .before = object_of({{"device", id}})});
    for (const auto& session : broker.sessions.of_device(id))
        broker.live.revoke(session);
    broker.devices.remove(id);
    transaction.commit();
    broker.presence.forget(id);
    log::info("device {} was removed", id);
    tell_device(broker, id, false);
    co_return json_response(200, json::make_object());
}

} // namespace

void add_device_handlers(Broker& broker)
{
    auto& router = broker.router;
    router.add("POST", "/api/v1/devices",
               [&broker](const Request& request, const Captures&) { return post_devices(broker, request); });
    router.add("GET", "/api/v1/devices",
               [&broker](const Request& request, const Captures&) { return get_devices(broker, request); });
    router.add("POST", "/api/v1/devices/enrol",
               [&broker](const Request& request, const Captures&) { return post_enrol(broker, request); });
    router.add("PATCH", "/api/v1/devices/{}", [&broker](const Request& request, const Captures& captures) {
        return patch_device(broker, request, captures.at(0));
    });
    router.add("DELETE", "/api/v1/devices/{}", [&broker](const Request& request, const Captures& captures) {
        return delete_device(broker, request, captures.at(0));
    });
}

} // namespace cordee::broker
