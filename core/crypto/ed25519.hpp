// Ed25519 signatures, RFC 8032, verified strictly.
#pragma once

#include "core/base/random.hpp"
#include "core/crypto/openssl.hpp"

namespace cordee::crypto {

struct SigningKey {
    Secret<32> seed;
    ByteArray<32> public_key{};
};

SigningKey make_signing_key(Random& random);
SigningKey signing_key(Secret<32> seed);

ByteArray<64> sign(const SigningKey& key, View message);

/// False also for S >= L, for encodings of R or of the key that are not canonical, and for keys of small
/// order, which verify signatures that nobody made.
bool verify(const ByteArray<32>& public_key, View message, View signature);

/// A public key that verifies many signatures: it is read once. One thread at a time.
class VerifyingKey {
public:
    explicit VerifyingKey(const ByteArray<32>& public_key);

    /// As verify(); false for every signature when the key must not be used.
    [[nodiscard]] bool verify(View message, View signature);

private:
    Owned<EVP_PKEY> key_; ///< null: it must not be used
    Owned<EVP_MD_CTX> context_;
};

} // namespace cordee::crypto
