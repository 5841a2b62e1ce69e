#include "core/crypto/relay_ticket.hpp"

#include "core/base/json.hpp"
#include "core/crypto/hkdf.hpp"
#include "core/crypto/hmac.hpp"
#include "core/crypto/paseto.hpp"
#include "core/crypto/timestamps.hpp"

#include <array>

namespace cordee::crypto {
namespace {

constexpr std::string_view kImplicit = "rs1/relay-ticket/v1";

/// All three claims or none of them; a claim of the wrong kind is not one that is absent.
Result<std::optional<RelayBudget>> parse_budget(const json::Object& object)
{
    constexpr std::int64_t kMost = std::int64_t{1} << 53; // what every reader of JSON can hold
    std::array<std::uint64_t, 3> values{};
    std::size_t present = 0;
    for (const char* key : {"bytes", "rate", "time"}) {
        if (!object.has(key))
            break;
        const auto value = json::get_integer(object, key);
        if (!value || *value < 0 || *value > kMost)
            return Errc::malformed;
        values.at(present++) = static_cast<std::uint64_t>(*value);
    }
    if (present == 0 && !object.has("rate") && !object.has("time"))
        return std::optional<RelayBudget>{};
    if (present != values.size())
        return Errc::malformed;
    return std::optional{RelayBudget{values[0], values[1], std::chrono::seconds{values[2]}}};
}

Result<RelayTicket> parse(std::string_view payload)
{
    const auto object = json::parse(payload);
    if (!object)
        return object.error();
    const auto text = [&](const char* key) { return json::get_string(**object, key).value_or(""); };
    RelayTicket ticket{text("jti"), {}, text("side"), text("relay"), {}, {}, {}};
    const auto sid = from_hex(text("sid")).value_or(Bytes{});
    const auto iat = parse_timestamp(text("iat"));
    const auto exp = parse_timestamp(text("exp"));
    if (text("typ") != "ticket" || ticket.jti.empty() || sid.size() != ticket.sid.size() ||
        (ticket.side != "operator" && ticket.side != "agent") || !iat || !exp || *exp <= *iat)
        return Errc::malformed;
    ticket.sid = *to_array<16>(sid);
    ticket.iat = *iat;
    ticket.exp = *exp;
    const auto budget = parse_budget(**object);
    if (!budget)
        return budget.error();
    ticket.budget = *budget;
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
    if (ticket.budget) {
        object.set("bytes", ticket.budget->bytes);
        object.set("rate", ticket.budget->rate);
        object.set("time", ticket.budget->time.count());
    }
    return paseto_sign(key, json::dump(object), "", kImplicit);
}

Result<RelayTicket> verify_relay_ticket(const ByteArray<32>& broker_key, std::string_view token,
                                        std::string_view relay_id, const Clock& clock)
{
    VerifyingKey key{broker_key};
    return verify_relay_ticket(key, token, relay_id, clock);
}

Result<RelayTicket> verify_relay_ticket(VerifyingKey& broker_key, std::string_view token,
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
