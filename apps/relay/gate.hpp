// Decides who may enter: the ticket is the broker's, for this relay, in time, new, and its bearer's.
#pragma once

#include "apps/relay/credentials.hpp"
#include "apps/relay/used_tickets.hpp"
#include "core/crypto/relay_ticket.hpp"
#include "core/wire/relay_entry.hpp"

#include <string>

namespace cordee::relay {

/// No I/O; one strand.
class Gate {
public:
    Gate(std::string relay_id, Credentials credentials, std::size_t remembered_tickets, const Clock& clock);

    /// Uses the ticket up. The nonce is the one of this connection's greeting.
    Result<crypto::RelayTicket> admit(const wire::RelayNonce& nonce, const wire::RelayEntry& entry);

private:
    std::string relay_id_;
    Credentials credentials_;
    UsedTickets used_;
    const Clock& clock_;
};

/// What the side hears of an error of admit(): no more than it needs for asking the broker again.
wire::RelayAnswer answer_for(const boost::system::error_code& error);

} // namespace cordee::relay
