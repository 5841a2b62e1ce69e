#include "apps/relay/live_pair.hpp"

#include "core/base/logging.hpp"

namespace cordee::relay {

LivePair::LivePair(Shared& shared, Quota::Place place, const crypto::RelayBudget& budget)
    : place_{std::move(place)}, number_{++shared.pairs}, flow_{shared.datagrams, shared.random, budget}
{}

void LivePair::log_begin(const crypto::RelayTicket& ticket, const std::string& agent_carrier,
                         const std::string& operator_carrier) const
{
    log::info("pair {} begins: session {}, agent {}, operator {}", number_, to_hex(ticket.sid), agent_carrier,
              operator_carrier);
}

void LivePair::log_end(const Traffic& traffic, PairEnd end) const
{
    log::info("pair {} ends, {}: {} bytes from the agent, {} from the operator, {} in datagrams", number_,
              to_string(end), traffic.there, traffic.back, flow_.forwarded());
}

} // namespace cordee::relay
