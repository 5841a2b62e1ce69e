// What relays and endpoints ask about relays: reports of the ones, and the handful that the others measure.
#include "apps/broker/handlers.hpp"
#include "apps/broker/http/input.hpp"
#include "apps/broker/relays/end_facts.hpp"
#include "apps/broker/relays/relay_draw.hpp"
#include "apps/broker/relays/relay_shortlist.hpp"
#include "apps/broker/sessions/answers.hpp"
#include "apps/broker/times.hpp"
#include "core/base/logging.hpp"
#include "core/base/printable.hpp"

namespace cordee::broker {
namespace {

namespace asio = boost::asio;

asio::awaitable<Response> get_instance(Broker& broker, const Request&)
{
    auto answer = json::make_object();
    answer.set("instance", to_base64url(broker.relays.instance()));
    answer.set("time", to_seconds(broker.clock.now()));
    co_return json_response(200, answer);
}

/// The same for a relay that is not known and for a secret that is not its own.
Problem not_that_relay(const Request& request)
{
    return {ProblemCode::unauthorized,
            std::string{tr("this report is not one of a relay of this broker", request.language)},
            std::string{tr("add the relay with cordee relay add, and copy the folder that it makes",
                           request.language)}};
}

Problem report_problem(const boost::system::error_code& error, const Request& request)
{
    if (error == Errc::unexpected || error == Errc::already_used)
        return {ProblemCode::stale_report,
                std::string{tr("this report was made for another start of the broker, or was sent before",
                               request.language)},
                std::string{tr("send a new one", request.language)}};
    if (error == Errc::expired || error == Errc::not_yet_valid)
        return {ProblemCode::clock_differs,
                fill(tr("the clocks of relay and broker differ by more than {} seconds", request.language),
                     crypto::kReportSkew.count()),
                std::string{tr("set both by NTP", request.language)}};
    if (error == Errc::exhausted)
        return too_many(std::chrono::seconds{10}, request);
    if (error == Errc::not_permitted)
        return bad_field("report", request);
    return not_that_relay(request);
}

asio::awaitable<Response> post_report(Broker& broker, const Request& request, std::string id)
{
    const auto taken = broker.relays.report(id, request.body, request.bearer);
    if (taken.has_error()) {
        log::debug("a report of the relay {} was refused: {}", printable(id, 64), taken.error().message());
        throw report_problem(taken.error(), request);
    }
    co_return json_response(200, json::make_object());
}

json::Array::Ptr places_to_json(const std::vector<RelaySpec>& specs)
{
    json::Array::Ptr out{new json::Array};
    for (const auto& spec : specs) {
        auto entry = json::make_object();
        entry.set("id", spec.id);
        entry.set("host", spec.host);
        entry.set("ports", ports_to_json(spec.ports));
        out->add(entry);
    }
    return out;
}

/// Those that this end may be sent to, by what is known of it.
asio::awaitable<Response> post_probes(Broker& broker, const Request& request)
{
    require_turn(broker.side_limit, "probes " + address_key(request.address), request);
    ChoiceFacts facts;
    facts.operator_end = read_end(broker, *read_optional_body(request), request);
    facts.relays = broker.relays.facts();
    const auto who = request.bearer.empty() ? std::nullopt : broker.logins.find(request.bearer);
    facts.pin = broker.pins.of(who ? who->id : RelayPins::kOrganisation);
    facts.draw = draw_of(request.address);
    auto answer = json::make_object();
    answer.set("relays", places_to_json(broker.relays.specs(shortlist(facts))));
    co_return json_response(200, answer);
}

} // namespace

void add_relay_report_handlers(Broker& broker)
{
    auto& router = broker.router;
    router.add("GET", "/api/v1/relays/instance",
               [&broker](const Request& request, const Captures&) { return get_instance(broker, request); });
    router.add("POST", "/api/v1/relays/probes",
               [&broker](const Request& request, const Captures&) { return post_probes(broker, request); });
    router.add("POST", "/api/v1/relays/{}/report",
               [&broker](const Request& request, const Captures& captures) {
                   return post_report(broker, request, captures.at(0));
               });
}

} // namespace cordee::broker
