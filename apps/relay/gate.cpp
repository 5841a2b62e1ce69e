#include "apps/relay/gate.hpp"

#include "core/crypto/equal.hpp"

namespace cordee::relay {

using wire::RelayAnswer;

Gate::Gate(std::string relay_id, Credentials credentials, std::size_t remembered_tickets, const Clock& clock)
    : relay_id_{std::move(relay_id)},
      credentials_{std::move(credentials)}, used_{remembered_tickets, clock}, clock_{clock}
{}

Result<crypto::RelayTicket> Gate::check(const wire::RelayNonce& nonce, const wire::RelayEntry& entry) const
{
    // The proof first: it costs a fraction of a signature, and whoever has no ticket has no proof.
    const auto key = crypto::relay_proof_key(credentials_.secret.view(), entry.ticket);
    if (!crypto::equal_constant_time(crypto::relay_proof(key.view(), nonce, entry.ticket), entry.proof))
        return Errc::bad_signature;
    return crypto::verify_relay_ticket(credentials_.ticket_key, entry.ticket, relay_id_, clock_);
}

/// After check(): only its bearer can use a ticket up, not someone who saw it pass.
Result<void> Gate::use_up(const crypto::RelayTicket& ticket)
{
    return used_.use(ticket.jti, ticket.exp + crypto::kTicketSkew);
}

RelayAnswer answer_for(const boost::system::error_code& error)
{
    if (error == Errc::expired)
        return RelayAnswer::expired;
    if (error == Errc::already_used)
        return RelayAnswer::used;
    if (error == Errc::exhausted)
        return RelayAnswer::busy;
    return RelayAnswer::refused;
}

} // namespace cordee::relay
