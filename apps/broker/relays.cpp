#include "apps/broker/relays.hpp"

namespace cordee::broker {

Relays::Relays(const std::filesystem::path& data, const std::vector<RelaySpec>& specs, const Clock& clock,
               Random& random)
{
    relays_.reserve(specs.size());
    for (const auto& spec : specs)
        relays_.emplace_back(data, spec, clock, random);
}

json::Array::Ptr Relays::offer(const TicketOrder& order) const
{
    json::Array::Ptr out{new json::Array};
    for (const auto& relay : relays_)
        out->add(relay.offer(order));
    return out;
}

std::vector<RelaySpec> Relays::specs() const
{
    std::vector<RelaySpec> out;
    for (const auto& relay : relays_)
        out.push_back(relay.spec());
    return out;
}

} // namespace cordee::broker
