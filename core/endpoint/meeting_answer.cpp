#include "core/endpoint/meeting_answer.hpp"

#include "core/base/printable.hpp"
#include "core/endpoint/answer_fields.hpp"
#include "core/endpoint/broker_answers.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>

namespace cordee::endpoint {
namespace {

using transport::Encapsulation;

constexpr std::size_t kMaxCandidate = 64;
constexpr std::size_t kMaxHost = 253;
constexpr std::size_t kMaxEncapsulations = 3;
constexpr std::int64_t kMaxAttempt = 1'000'000;

template <class T>
bool contains(const std::vector<T>& list, const T& value)
{
    return std::find(list.begin(), list.end(), value) != list.end();
}

/// Different ones, in the order of the list.
std::optional<std::vector<std::uint16_t>> read_ports(const json::Object& object)
{
    const auto list = json::get_integers(object, "ports");
    if (!list || list->empty() || list->size() > kMaxPorts)
        return std::nullopt;
    std::vector<std::uint16_t> out;
    for (const auto number : *list) {
        const auto port = static_cast<std::uint16_t>(number);
        if (number < 1 || number > 65535 || contains(out, port))
            return std::nullopt;
        out.push_back(port);
    }
    return out;
}

std::optional<std::vector<Encapsulation>> read_encapsulations(const json::Object& object)
{
    const auto names = json::get_strings(object, "encapsulations");
    if (!names || names->empty() || names->size() > kMaxEncapsulations)
        return std::nullopt;
    std::vector<Encapsulation> out;
    for (const auto& name : *names) {
        const auto known = transport::parse_encapsulation(name);
        if (!known || contains(out, *known))
            return std::nullopt;
        out.push_back(*known);
    }
    return out;
}

Result<RelayTicket> read_ticket(const json::Object& object)
{
    auto ticket = bounded(object, "ticket", kMaxTicket);
    const auto text = bounded(object, "key");
    auto bytes = text ? from_base64url(*text) : std::nullopt;
    auto key = bytes ? Secret<32>::from(*bytes) : std::nullopt;
    if (bytes)
        wipe(*bytes);
    if (!ticket || !key)
        return Errc::malformed;
    return RelayTicket{std::move(*ticket), std::move(*key)};
}

Result<RelayOffer> read_relay(const json::Object& object)
{
    const auto id = bounded(object, "id", 64);
    const auto host = bounded(object, "host", kMaxHost);
    auto ports = read_ports(object);
    auto encapsulations = read_encapsulations(object);
    const auto udp = json::get_bool(object, "udp");
    const auto tickets = json::get_objects(object, "tickets");
    if (!id || !host || !transport::is_host(*host) || !ports || !encapsulations || !udp || !tickets ||
        tickets->empty() || tickets->size() > kMaxTicketsPerRelay)
        return Errc::malformed;
    RelayOffer out{*id, *host, std::move(*ports), std::move(*encapsulations), *udp, {}};
    for (const auto& entry : *tickets) {
        auto ticket = read_ticket(*entry);
        if (!ticket)
            return ticket.error();
        out.tickets.push_back(std::move(*ticket));
    }
    return out;
}

std::optional<std::vector<transport::Address>> read_candidates(const json::Object& object)
{
    if (!object.has("candidates"))
        return std::vector<transport::Address>{};
    const auto list = json::get_strings(object, "candidates");
    if (!list || list->size() > kMaxCandidates)
        return std::nullopt;
    std::vector<transport::Address> out;
    for (const auto& text : *list) {
        const auto address = text.size() <= kMaxCandidate ? transport::parse_address(text) : Errc::too_large;
        boost::system::error_code error;
        if (address)
            boost::asio::ip::make_address(address->host, error);
        if (!address || error)
            return std::nullopt;
        out.push_back(*address);
    }
    return out;
}

Result<ConnectionOffer> read_connection(const json::Object& object)
{
    auto relays = read_relays(object);
    auto ports = read_ports(object);
    auto encapsulations = read_encapsulations(object);
    auto candidates = read_candidates(object);
    if (!relays || !ports || !encapsulations || !candidates)
        return Errc::malformed;
    return ConnectionOffer{std::move(*relays), std::move(*ports), std::move(*encapsulations),
                           std::move(*candidates)};
}

std::optional<SideConnection> read_side(const json::Object& answer, const std::string& side)
{
    const auto object = json::get_object(answer, side);
    if (object.isNull())
        return std::nullopt;
    auto ports = read_ports(*object);
    auto encapsulations = read_encapsulations(*object);
    if (!ports || !encapsulations)
        return std::nullopt;
    return SideConnection{std::move(*ports), std::move(*encapsulations)};
}

json::Object side_to_json(const SideConnection& side)
{
    json::Array::Ptr ports{new json::Array};
    for (const auto port : side.ports)
        ports->add(static_cast<int>(port));
    std::vector<std::string> names;
    for (const auto encapsulation : side.encapsulations)
        names.emplace_back(transport::to_string(encapsulation));
    auto out = json::make_object();
    out.set("ports", ports);
    out.set("encapsulations", json::make_array(names));
    return out;
}

} // namespace

Result<std::vector<RelayOffer>> read_relays(const json::Object& answer)
{
    const auto list = json::get_objects(answer, "relays");
    if (!list || list->size() > kMaxRelays)
        return Errc::malformed;
    std::vector<RelayOffer> out;
    for (const auto& entry : *list) {
        auto relay = read_relay(*entry);
        if (!relay)
            return relay.error();
        out.push_back(std::move(*relay));
    }
    return out;
}

Result<std::vector<ProbedRelay>> read_probed_relays(const json::Object& answer)
{
    const auto list = json::get_objects(answer, "relays");
    if (!list || list->size() > kMaxRelays)
        return Errc::malformed;
    std::vector<ProbedRelay> out;
    for (const auto& entry : *list) {
        const auto id = bounded(*entry, "id", 64);
        const auto host = bounded(*entry, "host", kMaxHost);
        auto ports = read_ports(*entry);
        if (!id || !host || !transport::is_host(*host) || !ports)
            return Errc::malformed;
        out.push_back({*id, *host, std::move(*ports)});
    }
    return out;
}

json::Array::Ptr round_trips_to_json(const RoundTrips& round_trips)
{
    json::Array::Ptr out{new json::Array};
    for (const auto& measured : round_trips) {
        if (out->size() >= kMaxRoundTrips)
            break;
        auto entry = json::make_object();
        entry.set("relay", measured.id);
        if (measured.round_trip)
            entry.set("us",
                      static_cast<Poco::Int64>(std::max<std::int64_t>(1, measured.round_trip->count())));
        out->add(entry);
    }
    return out;
}

Result<Meeting> read_meeting(const json::Object& answer)
{
    const auto session = hex_field<16>(answer, "session");
    const auto way = wire::way_named(json::get_string(answer, "way").value_or(""));
    const auto grant = bounded(answer, "grant", kMaxGrant);
    const auto access = answer.has("access") ? bounded(answer, "access") : std::string{};
    const auto attempt = answer.has("attempt") ? json::get_integer(answer, "attempt") : 1;
    const auto connection = json::get_object(answer, "connection");
    if (!session || !way || !grant || !access || !attempt || *attempt < 1 || *attempt > kMaxAttempt ||
        connection.isNull())
        return Errc::malformed;
    auto offer = read_connection(*connection);
    if (!offer)
        return offer.error();
    return Meeting{*session,
                   *way,
                   *grant,
                   *access,
                   printable(json::get_string(answer, "name").value_or("")),
                   static_cast<int>(*attempt),
                   std::move(*offer)};
}

Result<ConnectionSettings> read_connection_settings(const json::Object& answer)
{
    auto operator_side = read_side(answer, "operator");
    auto agent_side = read_side(answer, "agent");
    if (!operator_side || !agent_side)
        return Errc::malformed;
    return ConnectionSettings{std::move(*operator_side), std::move(*agent_side)};
}

json::Object connection_settings_to_json(const ConnectionSettings& settings)
{
    auto out = json::make_object();
    out.set("operator", side_to_json(settings.operator_side));
    out.set("agent", side_to_json(settings.agent_side));
    return out;
}

json::Array::Ptr candidates_to_json(const std::vector<transport::Address>& candidates)
{
    std::vector<std::string> texts;
    for (const auto& candidate : candidates)
        if (texts.size() < kMaxCandidates)
            texts.push_back(transport::to_string(candidate));
    return json::make_array(texts);
}

} // namespace cordee::endpoint
