// A broker as far as a relay knows it: tickets and the keys that prove them.
#pragma once

#include "apps/relay/credentials.hpp"
#include "core/base/random.hpp"
#include "core/crypto/relay_ticket.hpp"
#include "core/transport/relay_dialer.hpp"
#include "tests/support/manual_clock.hpp"

#include <string>

namespace cordee::test {

inline ByteArray<16> session(std::uint8_t number)
{
    ByteArray<16> out{};
    out.back() = number;
    return out;
}

class Broker {
public:
    explicit Broker(const Clock& clock) : clock_{clock} {}

    [[nodiscard]] relay::Credentials credentials() const { return {key_.public_key, secret_.clone()}; }

    /// A ticket as it should be, for changing.
    crypto::RelayTicket ticket(std::uint8_t sid, std::string side)
    {
        return {"jti-" + std::to_string(++made_),
                session(sid),
                std::move(side),
                "relay-1",
                clock_.now(),
                clock_.now() + std::chrono::minutes{2},
                {}};
    }
    std::string sign(const crypto::RelayTicket& ticket) const
    {
        return crypto::sign_relay_ticket(ticket, key_);
    }
    wire::RelayProof prove(const std::string& token, View nonce) const
    {
        return crypto::relay_proof(crypto::relay_proof_key(secret_.view(), token).view(), nonce, token);
    }

    /// What a side gets; `this` outlives it.
    transport::RelayPass pass(const std::string& token) const
    {
        return {token, [this, token](View nonce) { return prove(token, nonce); }};
    }
    transport::RelayPass pass(std::uint8_t sid, std::string side)
    {
        return pass(sign(ticket(sid, std::move(side))));
    }

private:
    const Clock& clock_;
    crypto::SigningKey key_ = crypto::make_signing_key(system_random());
    Secret<32> secret_ = system_random().secret<32>();
    int made_ = 0;
};

} // namespace cordee::test
