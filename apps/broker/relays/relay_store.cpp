#include "apps/broker/relays/relay_store.hpp"

#include "apps/broker/accounts/words.hpp"
#include "apps/broker/times.hpp"

namespace cordee::broker {
namespace {

std::vector<std::string> port_words(const std::vector<std::uint16_t>& ports)
{
    std::vector<std::string> out;
    for (const auto port : ports)
        out.push_back(std::to_string(port));
    return out;
}

std::vector<std::string> encapsulation_words(const std::vector<transport::Encapsulation>& list)
{
    std::vector<std::string> out;
    for (const auto encapsulation : list)
        out.emplace_back(transport::to_string(encapsulation));
    return out;
}

/// host, ports, encapsulations, udp, region, place, interval from column `at` on.
std::optional<RelayReport> told_from(const Row& row, std::size_t at)
{
    if (row.text(at).empty())
        return std::nullopt;
    RelayReport out;
    out.spec.host = row.text(at);
    out.spec.ports.clear();
    for (const auto& port : split_words(row.text(at + 1)))
        out.spec.ports.push_back(static_cast<std::uint16_t>(std::stoul(port)));
    out.spec.encapsulations.clear();
    for (const auto& name : split_words(row.text(at + 2)))
        if (const auto known = transport::parse_encapsulation(name))
            out.spec.encapsulations.push_back(*known);
    out.spec.udp = row.integer(at + 3) != 0;
    out.region = row.text(at + 4);
    out.place = place_from_text(row.text(at + 5));
    out.interval = std::chrono::milliseconds{row.integer(at + 6)};
    return out;
}

} // namespace

std::vector<StoredRelay> RelayStore::list() const
{
    std::vector<StoredRelay> out;
    for (const auto& row :
         database_.query("SELECT id, region, place, added, host, ports, encapsulations, udp, "
                         "told_region, told_place, interval_ms FROM relay ORDER BY id"))
        out.push_back({row.text(0), row.text(1), place_from_text(row.text(2)), from_seconds(row.integer(3)),
                       told_from(row, 4)});
    return out;
}

void RelayStore::add(const StoredRelay& relay)
{
    database_.run("INSERT INTO relay (id, region, place, added) VALUES (?, ?, ?, ?)",
                  {relay.id, relay.region, place_to_text(relay.place), to_seconds(relay.added)});
}

void RelayStore::remove(const std::string& id)
{
    database_.run("DELETE FROM relay WHERE id = ?", {id});
}

void RelayStore::save_told(const std::string& id, const RelayReport& told)
{
    database_.run("UPDATE relay SET host = ?, ports = ?, encapsulations = ?, udp = ?, told_region = ?, "
                  "told_place = ?, interval_ms = ? WHERE id = ?",
                  {told.spec.host, join_words(port_words(told.spec.ports)),
                   join_words(encapsulation_words(told.spec.encapsulations)), std::int64_t{told.spec.udp},
                   told.region, place_to_text(told.place), std::int64_t{told.interval.count()}, id});
}

} // namespace cordee::broker
