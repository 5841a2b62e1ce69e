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
    LivePair(Shared& shared, Quota::Place place, bool first_is_agent);

    /// What a side is told, 0 or 1.
    [[nodiscard]] wire::RelayPaired paired(std::size_t side) const { return flow_.paired(side); }
    void log_begin(const crypto::RelayTicket& ticket, const std::string& first_carrier,
                   const std::string& second_carrier) const;
    void log_end(const Traffic& traffic) const;

private:
    Quota::Place place_;
    std::uint64_t number_;
    bool first_is_agent_;
    Datagrams::Flow flow_;
};

} // namespace cordee::relay
