#include "apps/relay/gate.hpp"

#include "core/crypto/equal.hpp"

namespace cordee::relay {

using wire::RelayAnswer;

Gate::Gate(std::string relay_id, Credentials credentials, std::size_t remembered_tickets, const Clock& clock)
    : relay_id_{std::move(relay_id)}, ticket_key_{credentials.ticket_key},
      secret_{std::move(credentials.secret)}, used_{remembered_tickets, clock}, clock_{clock}
{}

void Gate::set_credentials(Credentials credentials)
{
    ticket_key_ = crypto::VerifyingKey{credentials.ticket_key};
    secret_ = std::move(credentials.secret);
}

Result<crypto::RelayTicket> Gate::check(const wire::RelayNonce& nonce, const wire::RelayEntry& entry)
{
    // The proof first: it costs a fraction of a signature, and whoever has no ticket has no proof.
    const auto key = crypto::relay_proof_key(secret_.view(), entry.ticket);
    if (!crypto::equal_constant_time(crypto::relay_proof(key.view(), nonce, entry.ticket), entry.proof))
        return Errc::bad_signature;
    return crypto::verify_relay_ticket(ticket_key_, entry.ticket, relay_id_, clock_);
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

Refusal refusal_for(const boost::system::error_code& error)
{
    if (error == Errc::timed_out)
        return Refusal::silent;
    if (error == Errc::expired)
        return Refusal::expired;
    if (error == Errc::already_used)
        return Refusal::used;
    if (error == Errc::exhausted)
        return Refusal::full;
    if (error == Errc::bad_signature || error == Errc::not_permitted || error == Errc::not_yet_valid)
        return Refusal::ticket;
    return Refusal::garbage;
}

} // namespace cordee::relay
