#include "core/crypto/relay_ticket.hpp"

#include "core/base/json.hpp"
#include "core/crypto/hkdf.hpp"
#include "core/crypto/hmac.hpp"
#include "core/crypto/paseto.hpp"
#include "core/crypto/timestamps.hpp"

namespace cordee::crypto {
namespace {

constexpr std::string_view kImplicit = "rs1/relay-ticket/v1";

Result<RelayTicket> parse(std::string_view payload)
{
    const auto object = json::parse(payload);
    if (!object)
        return object.error();
    const auto text = [&](const char* key) { return json::get_string(**object, key).value_or(""); };
    RelayTicket ticket{text("jti"), {}, text("side"), text("relay"), {}, {}};
    const auto sid = from_hex(text("sid")).value_or(Bytes{});
    const auto iat = parse_timestamp(text("iat"));
    const auto exp = parse_timestamp(text("exp"));
    if (text("typ") != "ticket" || ticket.jti.empty() || sid.size() != ticket.sid.size() ||
        (ticket.side != "operator" && ticket.side != "agent") || !iat || !exp || *exp <= *iat)
        return Errc::malformed;
    ticket.sid = *to_array<16>(sid);
    ticket.iat = *iat;
    ticket.exp = *exp;
    return ticket;
}

} // namespace

std::string sign_relay_ticket(const RelayTicket& ticket, const SigningKey& key)
{
    auto object = json::make_object();
    object.set("typ", "ticket");
    object.set("jti", ticket.jti);
    object.set("sid", to_hex(ticket.sid));
    object.set("side", ticket.side);
    object.set("relay", ticket.relay);
    object.set("iat", format_timestamp(ticket.iat));
    object.set("exp", format_timestamp(ticket.exp));
    return paseto_sign(key, json::dump(object), "", kImplicit);
}

Result<RelayTicket> verify_relay_ticket(const ByteArray<32>& broker_key, std::string_view token,
                                        std::string_view relay_id, const Clock& clock)
{
    if (token.size() > kMaxRelayTicket)
        return Errc::too_large;
    const auto verified = paseto_verify(broker_key, token, kImplicit);
    if (!verified)
        return verified.error();
    auto ticket = parse(verified->payload);
    if (!ticket)
        return ticket;
    const auto now = clock.now();
    if (ticket->relay != relay_id)
        return Errc::not_permitted;
    if (now >= ticket->exp + kTicketSkew)
        return Errc::expired;
    if (now < ticket->iat - kTicketSkew)
        return Errc::not_yet_valid;
    return ticket;
}

Secret<32> relay_proof_key(View relay_secret, std::string_view token)
{
    return hkdf(as_view("rs1 relay ticket"), relay_secret, as_view(token));
}

ByteArray<32> relay_proof(View proof_key, View nonce, std::string_view token)
{
    auto message = to_bytes(std::string_view{"rs1 relay proof"});
    append(message, nonce);
    append(message, as_view(token));
    return hmac_sha256(proof_key, message);
}

} // namespace cordee::crypto
