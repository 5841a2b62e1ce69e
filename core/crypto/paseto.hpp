// PASETO v4.public tokens: text signed with Ed25519. The algorithm is part of the format, so nothing is
// negotiated.
#pragma once

#include "core/base/error.hpp"
#include "core/crypto/ed25519.hpp"

#include <string>
#include <string_view>

namespace cordee::crypto {

struct PasetoToken {
    std::string payload;
    std::string footer;
};

/// The implicit assertion is signed and not sent: it says what the token is for, so that a signature made for
/// one purpose is worth nothing for another.
std::string paseto_sign(const SigningKey& key, std::string_view payload, std::string_view footer,
                        std::string_view implicit);

/// Errc::malformed for what is no token, Errc::bad_signature for what this key did not sign. The caller
/// bounds the length first.
Result<PasetoToken> paseto_verify(const ByteArray<32>& public_key, std::string_view token,
                                  std::string_view implicit);
/// The same for who verifies many.
Result<PasetoToken> paseto_verify(VerifyingKey& key, std::string_view token, std::string_view implicit);

/// The footer before any check, good for nothing but choosing the key.
Result<std::string> unverified_paseto_footer(std::string_view token);

} // namespace cordee::crypto
