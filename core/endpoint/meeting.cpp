#include "core/endpoint/meeting.hpp"

#include "core/base/logging.hpp"
#include "core/crypto/relay_ticket.hpp"
#include "core/endpoint/session_error.hpp"
#include "core/transport/relay_dialer.hpp"

namespace cordee::endpoint {
namespace {

transport::RelayPass pass_of(const RelayTicket& offer)
{
    auto key = std::make_shared<Secret<32>>(offer.proof_key.clone());
    return {offer.ticket, [key, ticket = offer.ticket](View nonce) {
                return crypto::relay_proof(key->view(), nonce, ticket);
            }};
}

} // namespace

boost::asio::awaitable<Met> meet_at_relay(Meeting meeting, OwnSide own, crypto::GrantVerifier& verifier,
                                          Random& random)
{
    auto grant = verifier.verify(meeting.grant);
    if (!grant) {
        log::warning("the grant of session {} was refused: {}", to_hex(meeting.session),
                     grant.error().message());
        throw grant_error(grant.error());
    }
    const auto& offer = meeting.connection.relays.front();
    const transport::Address relay{offer.host, offer.ports.front()};
    auto connection = co_await transport::dial_relay(relay, pass_of(offer.tickets.front()));
    if (!connection)
        throw relay_error(connection.error(), relay, own.role);

    session::HandshakeConfig handshake;
    handshake.self = own.role;
    handshake.peer = own.role == session::Role::agent ? session::Role::operator_ : session::Role::agent;
    handshake.way = wire::Way::link;
    handshake.initiator = own.role == session::Role::agent;
    handshake.session = meeting.session;
    handshake.grant_token = std::move(meeting.grant);
    handshake.grant = *grant;
    handshake.key = std::move(own.key);
    handshake.credential = session::LinkSecret{std::move(own.link_secret)};
    handshake.name = std::move(own.name);
    auto established = co_await session::shake_hands(std::move(*connection), std::move(handshake), random);
    if (!established) {
        const auto& failure = established.error();
        log::warning("session {}: {}", to_hex(meeting.session), failure.detail);
        throw session_error(failure.ending, failure.by_peer, own.role);
    }
    co_return Met{std::move(*established), std::move(*grant)};
}

} // namespace cordee::endpoint
