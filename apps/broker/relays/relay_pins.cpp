#include "apps/broker/relays/relay_pins.hpp"

#include "apps/broker/accounts/words.hpp"

#include <algorithm>

namespace cordee::broker {

void RelayPins::set(std::int64_t who, const RelayPin& pin)
{
    database_.run("INSERT INTO relay_pin VALUES (?, ?, ?) ON CONFLICT (operator) DO UPDATE SET relay = "
                  "excluded.relay, fallback = excluded.fallback",
                  {who, pin.relay, join_words(pin.fallback)});
}

bool RelayPins::clear(std::int64_t who)
{
    return database_.run("DELETE FROM relay_pin WHERE operator = ?", {who}) != 0;
}

std::optional<RelayPin> RelayPins::of(std::int64_t operator_id) const
{
    const auto rows = database_.query(
        "SELECT relay, fallback FROM relay_pin WHERE operator IN (?, 0) ORDER BY operator DESC LIMIT 1",
        {operator_id});
    if (rows.empty())
        return std::nullopt;
    return RelayPin{rows.front().text(0), split_words(rows.front().text(1))};
}

std::vector<RelayPins::Listed> RelayPins::list() const
{
    std::vector<Listed> out;
    for (const auto& row :
         database_.query("SELECT operator, relay, fallback FROM relay_pin ORDER BY operator"))
        out.push_back({row.integer(0), {row.text(1), split_words(row.text(2))}});
    return out;
}

bool RelayPins::names(const std::string& relay) const
{
    return std::ranges::any_of(list(), [&](const Listed& one) {
        return one.pin.relay == relay || std::ranges::count(one.pin.fallback, relay) != 0;
    });
}

} // namespace cordee::broker
