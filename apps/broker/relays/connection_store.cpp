#include "apps/broker/relays/connection_store.hpp"

#include "apps/broker/accounts/words.hpp"
#include "apps/broker/relays/relay_access.hpp"

#include <algorithm>

namespace cordee::broker {
namespace {

using transport::Encapsulation;

constexpr const char* kBothSides[]{"operator", "agent"};

/// The most often open ones first.
constexpr std::array<std::uint16_t, 5> kUsualPorts{443, 11438, 80, 21, 110};

template <class T>
bool has(const std::vector<T>& list, const T& value)
{
    return std::ranges::find(list, value) != list.end();
}

template <class T>
bool meet(const std::vector<T>& one, const std::vector<T>& other)
{
    return std::ranges::any_of(one, [&](const auto& value) { return has(other, value); });
}

Result<std::vector<std::uint16_t>> ports_from_json(const json::Object& object)
{
    const auto listed = json::get_integers(object, "ports");
    if (!listed || listed->empty() || listed->size() > kMaxPorts)
        return Errc::malformed;
    std::vector<std::uint16_t> out;
    for (const auto number : *listed) {
        if (number < 1 || number > 65535 || has(out, static_cast<std::uint16_t>(number)))
            return Errc::malformed;
        out.push_back(static_cast<std::uint16_t>(number));
    }
    return out;
}

Result<std::vector<Encapsulation>> encapsulations_from(const std::vector<std::string>& names)
{
    std::vector<Encapsulation> out;
    for (const auto& name : names) {
        const auto known = transport::parse_encapsulation(name);
        if (!known || has(out, *known))
            return Errc::malformed;
        out.push_back(*known);
    }
    if (out.empty())
        return Errc::malformed;
    return out;
}

std::vector<std::uint16_t> all_ports(const std::vector<RelaySpec>& relays)
{
    std::vector<std::uint16_t> out{kUsualPorts.begin(), kUsualPorts.end()};
    for (std::size_t i = 0; i < kMaxPorts; ++i) // the first of each before the second of any
        for (const auto& relay : relays)
            if (i < relay.ports.size() && !has(out, relay.ports[i]))
                out.push_back(relay.ports[i]);
    return out;
}

bool leaves_a_way(const RelaySpec& relay, const SideConnection& connection)
{
    return meet(relay.ports, connection.ports) && meet(relay.encapsulations, connection.encapsulations);
}

} // namespace

bool too_many_ports(const std::vector<RelaySpec>& relays)
{
    return all_ports(relays).size() > kMaxPorts;
}

Result<SideConnection> side_from_json(const json::Object& object)
{
    auto ports = ports_from_json(object);
    const auto names = json::get_strings(object, "encapsulations");
    if (ports.has_error() || !names || object.size() != 2)
        return Errc::malformed;
    auto encapsulations = encapsulations_from(*names);
    if (encapsulations.has_error())
        return Errc::malformed;
    return SideConnection{std::move(*ports), std::move(*encapsulations)};
}

json::Object side_to_json(const SideConnection& side)
{
    auto out = json::make_object();
    out.set("ports", ports_to_json(side.ports));
    out.set("encapsulations", encapsulations_to_json(side.encapsulations));
    return out;
}

SideConnection ConnectionStore::load(const std::string& side, const std::vector<RelaySpec>& relays) const
{
    if (auto known = saved(side))
        return std::move(*known);
    auto ports = all_ports(relays);
    ports.resize(std::min(ports.size(), kMaxPorts));
    return {std::move(ports), {Encapsulation::native, Encapsulation::https, Encapsulation::http}};
}

std::optional<SideConnection> ConnectionStore::saved(const std::string& side) const
{
    const auto rows = database_.query("SELECT ports, encapsulations FROM connection WHERE side = ?", {side});
    if (rows.empty())
        return std::nullopt;
    SideConnection out;
    for (const auto& port : split_words(rows.front().text(0)))
        out.ports.push_back(static_cast<std::uint16_t>(std::stoul(port)));
    out.encapsulations = encapsulations_from(split_words(rows.front().text(1))).value();
    return out;
}

void ConnectionStore::save(const std::string& side, const SideConnection& connection)
{
    std::vector<std::string> ports;
    std::vector<std::string> names;
    for (const auto port : connection.ports)
        ports.push_back(std::to_string(port));
    for (const auto encapsulation : connection.encapsulations)
        names.emplace_back(transport::to_string(encapsulation));
    database_.run("INSERT INTO connection VALUES (?, ?, ?) ON CONFLICT (side) DO UPDATE SET ports = "
                  "excluded.ports, encapsulations = excluded.encapsulations",
                  {side, join_words(ports), join_words(names)});
}

bool ConnectionStore::reaches(const RelaySpec& relay) const
{
    return std::ranges::all_of(kBothSides, [&](const char* side) {
        const auto set = saved(side);
        return !set || leaves_a_way(relay, *set);
    });
}

std::string cut_off_by(const SideConnection& connection, const std::vector<RelaySpec>& relays)
{
    const auto found = std::ranges::find_if_not(
        relays, [&](const RelaySpec& relay) { return leaves_a_way(relay, connection); });
    return found == relays.end() ? std::string{} : found->id;
}

} // namespace cordee::broker
