#include "apps/relay/live_pair.hpp"

#include "core/base/logging.hpp"

namespace cordee::relay {

LivePair::LivePair(Shared& shared, Quota::Place place, bool first_is_agent)
    : place_{std::move(place)}, number_{++shared.pairs},
      first_is_agent_{first_is_agent}, flow_{shared.datagrams, shared.random}
{}

void LivePair::log_begin(const crypto::RelayTicket& ticket, const std::string& first_carrier,
                         const std::string& second_carrier) const
{
    log::info("pair {} begins: session {}, agent {}, operator {}", number_, to_hex(ticket.sid),
              first_is_agent_ ? first_carrier : second_carrier,
              first_is_agent_ ? second_carrier : first_carrier);
}

void LivePair::log_end(const Traffic& traffic) const
{
    log::info("pair {} ends: {} bytes from the agent, {} from the operator, {} in datagrams", number_,
              first_is_agent_ ? traffic.there : traffic.back, first_is_agent_ ? traffic.back : traffic.there,
              flow_.forwarded());
}

} // namespace cordee::relay
