// Ed25519 signatures, RFC 8032, verified strictly.
#pragma once

#include "core/base/random.hpp"

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

} // namespace cordee::crypto
