// All relays of this installation, in the order in which they are to be tried.
#pragma once

#include "apps/broker/relay_access.hpp"

namespace cordee::broker {

class Relays {
public:
    /// Throws UserError.
    Relays(const std::filesystem::path& data, const std::vector<RelaySpec>& specs, const Clock& clock,
           Random& random);

    /// [{id, host, …, tickets}], an entry for each relay.
    [[nodiscard]] json::Array::Ptr offer(const TicketOrder& order) const;
    [[nodiscard]] std::vector<RelaySpec> specs() const;

private:
    std::vector<RelayAccess> relays_;
};

} // namespace cordee::broker
