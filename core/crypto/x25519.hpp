// X25519, RFC 7748: the only key agreement of the product.
#pragma once

#include "core/base/error.hpp"
#include "core/base/random.hpp"

namespace cordee::crypto {

struct X25519KeyPair {
    Secret<32> secret;
    ByteArray<32> public_key{};

    [[nodiscard]] X25519KeyPair clone() const { return {secret.clone(), public_key}; }
};

X25519KeyPair make_x25519_key_pair(Random& random);
X25519KeyPair x25519_key_pair(Secret<32> secret);

/// Errc::bad_key when the result is all zero: such a public key fixes the secret in advance.
Result<Secret<32>> x25519(const Secret<32>& secret, const ByteArray<32>& public_key);

} // namespace cordee::crypto
