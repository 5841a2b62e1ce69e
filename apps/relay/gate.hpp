// Decides who may enter: the ticket is the broker's, for this relay, in time, new, and its bearer's.
#pragma once

#include "apps/relay/credentials.hpp"
#include "apps/relay/labels.hpp"
#include "apps/relay/used_tickets.hpp"
#include "core/crypto/relay_ticket.hpp"
#include "core/wire/relay_entry.hpp"

#include <string>

namespace cordee::relay {

/// No I/O; one strand for each.
class Gate {
public:
    Gate(std::string relay_id, Credentials credentials, std::size_t remembered_tickets, const Clock& clock);

    /// All but that it is new. The nonce is the one of this connection's greeting.
    [[nodiscard]] Result<crypto::RelayTicket> check(const wire::RelayNonce& nonce,
                                                    const wire::RelayEntry& entry);
    /// A ticket that was checked, here or at another gate, may enter once: at one gate, always the same.
    Result<void> use_up(const crypto::RelayTicket& ticket);

    /// Other ones from the broker; tickets that were used stay so.
    void set_credentials(Credentials credentials);
    [[nodiscard]] UsedTickets& used() { return used_; }

private:
    std::string relay_id_;
    crypto::VerifyingKey ticket_key_;
    Secret<32> secret_;
    UsedTickets used_;
    const Clock& clock_;
};

/// What the side hears of an error of these: no more than it needs for asking the broker again.
wire::RelayAnswer answer_for(const boost::system::error_code& error);
/// As what it is counted.
Refusal refusal_for(const boost::system::error_code& error);

} // namespace cordee::relay
