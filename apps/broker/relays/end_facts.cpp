#include "apps/broker/relays/end_facts.hpp"

#include "apps/broker/broker.hpp"
#include "apps/broker/http/input.hpp"

#include <algorithm>

namespace cordee::broker {
namespace {

Result<Probe> probe_from_json(const json::Object& object)
{
    const auto relay = json::get_string(object, "relay");
    if (!relay || !is_relay_id(*relay))
        return Errc::malformed;
    if (!object.has("us"))
        return Probe{*relay, std::nullopt};
    const auto microseconds = json::get_integer(object, "us");
    if (!microseconds || *microseconds < 1 || *microseconds > kLongestRoundTrip)
        return Errc::malformed;
    return Probe{*relay, static_cast<double>(*microseconds) / 1000};
}

} // namespace

Result<std::vector<Probe>> probes_from_json(const json::Object& body)
{
    std::vector<Probe> out;
    if (!body.has("round_trips"))
        return out;
    const auto listed = json::get_objects(body, "round_trips");
    if (!listed || listed->size() > kMaxProbes)
        return Errc::malformed;
    for (const auto& entry : *listed) {
        auto probe = probe_from_json(*entry);
        if (probe.has_error() || std::ranges::find(out, probe->relay, &Probe::relay) != out.end())
            return Errc::malformed;
        out.push_back(std::move(*probe));
    }
    return out;
}

EndFacts read_end(const Broker& broker, const json::Object& body, const Request& request)
{
    auto probes = probes_from_json(body);
    if (probes.has_error())
        throw bad_field("round_trips", request);
    std::erase_if(*probes, [&](const Probe& probe) { return !broker.relays.known(probe.relay); });
    return {broker.geo ? broker.geo->find(request.address) : std::nullopt, std::move(*probes)};
}

std::chrono::milliseconds read_patience(const Broker& broker, const json::Object& body,
                                        const Request& request)
{
    const auto longest = broker.options.long_poll.count();
    return std::chrono::milliseconds{
        std::min(read_number(body, "patience_ms", 60'000, longest, request), longest)};
}

} // namespace cordee::broker
