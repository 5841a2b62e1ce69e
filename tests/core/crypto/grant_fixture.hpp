// A valid grant, its broker and a verifier that trusts it.
#pragma once

#include "core/crypto/grant_verifier.hpp"
#include "core/crypto/paseto.hpp"
#include "tests/support/manual_clock.hpp"

namespace cordee::test {

struct GrantFixture {
    ManualClock clock;
    crypto::SigningKey key = crypto::make_signing_key(system_random());
    crypto::GrantVerifier verifier{crypto::TrustStore{{"broker", key.public_key}}, clock};
    crypto::Grant grant = example();

    [[nodiscard]] crypto::Grant example() const
    {
        crypto::Grant out;
        out.jti = "grant-1";
        out.seq = 1;
        out.sid = {1};
        out.iat = out.nbf = clock.now();
        out.exp = clock.now() + std::chrono::minutes{10};
        out.ways = {"link"};
        out.parts = {
            {"operator", {1}, "Ada", "Example", {"view", "input"}, {{"remote-control", {0, 1, 0}, "p"}}},
            {"agent", {2}, "Client", "", {}, {}}};
        return out;
    }

    [[nodiscard]] std::string token() const { return crypto::sign_grant(grant, key, "broker"); }

    [[nodiscard]] std::string payload() const
    {
        return crypto::paseto_verify(key.public_key, token(), crypto::kGrantImplicit).value().payload;
    }

    Result<crypto::Grant> verify_payload(std::string_view text)
    {
        return verifier.verify(crypto::paseto_sign(key, text, R"({"kid":"broker"})", crypto::kGrantImplicit));
    }

    /// Throws when from does not occur, so that a test cannot pass on an unchanged text.
    static std::string replaced(std::string text, std::string_view from, std::string_view to)
    {
        return text.replace(text.find(from), from.size(), to);
    }
};

} // namespace cordee::test
