// Two sides that have met, beside their connections: a place among the sessions, a way for datagrams, and two
// lines in the log.
#pragma once

#include "apps/relay/shared.hpp"
#include "apps/relay/traffic.hpp"
#include "core/crypto/relay_ticket.hpp"

#include <string>

namespace cordee::relay {

class LivePair {
public:
    LivePair(Shared& shared, Quota::Place place, const crypto::RelayBudget& budget);

    /// What a side is told: 0 the agent, 1 the operator.
    [[nodiscard]] wire::RelayPaired paired(std::size_t side) const { return flow_.paired(side); }
    void log_begin(const crypto::RelayTicket& ticket, const std::string& agent_carrier,
                   const std::string& operator_carrier) const;
    void log_end(const Traffic& traffic, PairEnd end) const;

private:
    Quota::Place place_;
    std::uint64_t number_;
    Datagrams::Flow flow_;
};

} // namespace cordee::relay
