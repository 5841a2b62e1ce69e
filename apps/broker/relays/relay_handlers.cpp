// What administrators and operators ask about relays: which there are, who is bound to which, and why a
// session got its own.
#include "apps/broker/audit/facts.hpp"
#include "apps/broker/events/tell.hpp"
#include "apps/broker/handlers.hpp"
#include "apps/broker/http/input.hpp"
#include "apps/broker/sessions/answers.hpp"
#include "core/base/logging.hpp"
#include "core/base/printable.hpp"
#include "core/crypto/timestamps.hpp"

#include <algorithm>

namespace cordee::broker {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kMaxFallbacks = 3;

json::Object load_to_json(const Relays::Listed& relay)
{
    auto out = json::make_object();
    out.set("sessions", relay.believed.sessions);
    out.set("capacity", relay.capacity);
    out.set("busy", relay.believed.busy);
    out.set("contradicted", relay.believed.contradicted);
    if (!relay.load)
        return out;
    out.set("index", relay.load->index);
    out.set("entries", relay.load->entries);
    out.set("bytes_per_second", relay.load->bytes_per_second);
    out.set("loop_lag_ms", relay.load->loop_lag_ms);
    out.set("version", relay.load->version);
    return out;
}

json::Object relay_to_json(const Relays::Listed& relay)
{
    auto out = json::make_object();
    out.set("relay", relay.spec.id);
    out.set("from", std::string{relay.named ? "settings" : "added"});
    out.set("state", std::string{to_string(relay.presence)});
    out.set("since", crypto::format_timestamp(relay.since));
    if (!relay.region.empty())
        out.set("region", relay.region);
    if (relay.place)
        out.set("at", place_to_text(relay.place));
    if (relay.presence == RelayPresence::never_seen)
        return out;
    out.set("host", relay.spec.host);
    out.set("ports", ports_to_json(relay.spec.ports));
    out.set("load", load_to_json(relay));
    return out;
}

json::Object pin_to_json(const Broker& broker, const RelayPins::Listed& listed)
{
    auto out = json::make_object();
    if (listed.who != RelayPins::kOrganisation)
        if (const auto who = broker.operators.find(listed.who))
            out.set("operator", who->email);
    out.set("relay", listed.pin.relay);
    out.set("fallback", json::make_array(listed.pin.fallback));
    return out;
}

asio::awaitable<Response> get_relays(Broker& broker, const Request& request)
{
    require_administrator(broker, request);
    json::Array::Ptr relays{new json::Array};
    for (const auto& relay : broker.relays.list())
        relays->add(relay_to_json(relay));
    json::Array::Ptr pins{new json::Array};
    for (const auto& pin : broker.pins.list())
        pins->add(pin_to_json(broker, pin));
    auto answer = json::make_object();
    answer.set("relays", relays);
    answer.set("pins", pins);
    co_return json_response(200, answer);
}

std::string read_relay_id(const json::Object& body, const std::string& field, const Request& request)
{
    auto id = read_text(body, field, 64, request);
    if (!is_relay_id(id))
        throw bad_field(field, request);
    return id;
}

Relays::Wish read_wish(const Request& request)
{
    const auto body = read_body(request);
    Relays::Wish out{read_relay_id(*body, "relay", request)};
    if (body->has("region")) {
        out.region = read_text(*body, "region", 64, request);
        if (!is_region(out.region))
            throw bad_field("region", request);
    }
    if (body->has("at")) {
        out.place = place_from_text(read_text(*body, "at", 64, request));
        if (!out.place)
            throw bad_field("at", request);
    }
    return out;
}

Problem not_added(const boost::system::error_code& error, const std::string& id, const Request& request)
{
    if (error == Errc::already_used)
        return {ProblemCode::conflict, fill(tr("there is a relay {} already", request.language), id),
                std::string{tr("choose another name, or remove that one first", request.language)}};
    return {ProblemCode::limit, std::string{tr("there are too many relays", request.language)},
            std::string{tr("remove some that are not in use any more", request.language)}};
}

asio::awaitable<Response> post_relays(Broker& broker, const Request& request)
{
    const auto who = require_administrator(broker, request);
    const auto wish = read_wish(request);
    Database::Transaction transaction{broker.database};
    const auto made = broker.relays.add(wish);
    if (made.has_error())
        throw not_added(made.error(), wish.id, request);
    record(broker, request, who, "relay.add",
           {.object = wish.id,
            .after = object_of({{"region", wish.region}, {"at", place_to_text(wish.place)}})});
    transaction.commit();
    tell_everybody(broker, "relays");
    auto answer = json::make_object();
    answer.set("relay", wish.id);
    answer.set("secret", made->secret);
    answer.set("ticket_key", made->ticket_key);
    co_return json_response(201, answer);
}

Problem no_such_relay(const std::string& id, const Request& request)
{
    return {ProblemCode::not_found, fill(tr("there is no relay {}", request.language), id),
            std::string{tr("cordee relay list prints those that there are", request.language)}};
}

asio::awaitable<Response> delete_relay(Broker& broker, const Request& request, std::string id)
{
    const auto who = require_administrator(broker, request);
    if (!is_relay_id(id) || !broker.relays.known(id))
        throw no_such_relay(printable(id, 64), request);
    if (broker.pins.names(id))
        throw Problem{ProblemCode::conflict,
                      fill(tr("somebody is pinned to the relay {}", request.language), id),
                      std::string{tr("give them another one with cordee relay pin, or unpin them first",
                                     request.language)}};
    Database::Transaction transaction{broker.database};
    record(broker, request, who, "relay.remove", {.object = id});
    if (const auto removed = broker.relays.remove(id); removed.has_error())
        throw Problem{ProblemCode::conflict,
                      fill(tr("the relay {} is named in the broker's settings", request.language), id),
                      std::string{tr("take it out of relay.address or relay.addresses, and start the broker "
                                     "again",
                                     request.language)}};
    transaction.commit();
    tell_everybody(broker, "relays");
    co_return json_response(200, json::make_object());
}

std::int64_t read_pinned(const Broker& broker, const json::Object& body, const Request& request)
{
    if (!body.has("operator"))
        return RelayPins::kOrganisation;
    auto email = read_text(body, "operator", kMaxEmail, request);
    const auto who = broker.operators.find(email);
    if (!who)
        throw Problem{ProblemCode::not_found,
                      std::string{tr("there is no operator with this address", request.language)},
                      std::string{tr("check the address", request.language)}};
    return who->id;
}

RelayPin read_pin(const Broker& broker, const json::Object& body, const Request& request)
{
    RelayPin out{read_relay_id(body, "relay", request)};
    if (body.has("fallback")) {
        auto listed = json::get_strings(body, "fallback");
        if (!listed || listed->size() > kMaxFallbacks || std::ranges::count(*listed, out.relay) != 0)
            throw bad_field("fallback", request);
        out.fallback = std::move(*listed);
    }
    auto names = out.fallback;
    names.push_back(out.relay);
    for (const auto& name : names)
        if (!broker.relays.known(name))
            throw no_such_relay(printable(name, 64), request);
    return out;
}

/// Before it is so: what was pinned is looked up.
void record_pin(Broker& broker, const Request& request, const Operator& asker, std::int64_t pinned,
                const std::optional<RelayPin>& pin)
{
    AuditFacts facts{.object =
                         pinned == RelayPins::kOrganisation ? "*" : broker.operators.find(pinned)->email};
    for (const auto& listed : broker.pins.list())
        if (listed.who == pinned)
            facts.before = pin_to_json(broker, listed);
    if (pin)
        facts.after = pin_to_json(broker, {pinned, *pin});
    record(broker, request, asker, pin ? "relay.pin" : "relay.unpin", std::move(facts));
}

/// Without `relay` the pin is taken away. Sessions under way stay where they are.
asio::awaitable<Response> put_pin(Broker& broker, const Request& request)
{
    const auto asker = require_administrator(broker, request);
    const auto body = read_body(request);
    const auto who = read_pinned(broker, *body, request);
    if (!body->has("relay")) {
        Database::Transaction transaction{broker.database};
        record_pin(broker, request, asker, who, std::nullopt);
        broker.pins.clear(who);
        transaction.commit();
        tell_everybody(broker, "relays");
        co_return json_response(200, json::make_object());
    }
    const auto pin = read_pin(broker, *body, request);
    Database::Transaction transaction{broker.database};
    record_pin(broker, request, asker, who, pin);
    broker.pins.set(who, pin);
    transaction.commit();
    tell_everybody(broker, "relays");
    log::info("{} is pinned to the relay {}", who == RelayPins::kOrganisation ? "everybody" : "an operator",
              pin.relay);
    co_return json_response(200, pin_to_json(broker, {who, pin}));
}

asio::awaitable<Response> get_session_relays(Broker& broker, const Request& request, std::string id)
{
    const auto who = require_operator(broker, request);
    const auto session = broker.sessions.find(id);
    const bool own = session && (who.role == Role::administrator || session->operator_id == who.id ||
                                 session->introducer == who.id);
    const auto kept = own ? broker.session_relays.latest(id) : std::nullopt;
    const auto choice = kept ? json::parse(kept->choice) : Result<json::Object::Ptr>{Errc::not_found};
    if (!kept || choice.has_error())
        throw session_problem(Errc::not_found, request);
    auto answer = json::make_object();
    answer.set("session", id);
    answer.set("attempt", kept->attempt);
    answer.set("chosen", crypto::format_timestamp(kept->chosen));
    answer.set("on", broker.session_relays.relay_of(id));
    answer.set("choice", *choice);
    co_return json_response(200, answer);
}

} // namespace

void add_relay_handlers(Broker& broker)
{
    auto& router = broker.router;
    router.add("GET", "/api/v1/relays",
               [&broker](const Request& request, const Captures&) { return get_relays(broker, request); });
    router.add("POST", "/api/v1/relays",
               [&broker](const Request& request, const Captures&) { return post_relays(broker, request); });
    router.add("PUT", "/api/v1/relays/pin",
               [&broker](const Request& request, const Captures&) { return put_pin(broker, request); });
    router.add("DELETE", "/api/v1/relays/{}", [&broker](const Request& request, const Captures& captures) {
        return delete_relay(broker, request, captures.at(0));
    });
    router.add("GET", "/api/v1/sessions/{}/relays",
               [&broker](const Request& request, const Captures& captures) {
                   return get_session_relays(broker, request, captures.at(0));
               });
}

} // namespace cordee::broker
