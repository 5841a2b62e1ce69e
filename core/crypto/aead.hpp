// Authenticated encryption with a context that is set up once per key.
#pragma once

#include "core/base/error.hpp"
#include "core/crypto/openssl.hpp"

namespace cordee::crypto {

inline constexpr std::size_t kTagSize = 16;
using Nonce = ByteArray<12>;

enum class AeadAlgorithm { aes_256_gcm, chacha20_poly1305 };

/// Not for two threads at once. A nonce must never be used twice for sealing under one key: the caller
/// counts.
class Aead {
public:
    /// The key has 32 bytes; another length is a bug and throws.
    Aead(AeadAlgorithm algorithm, View key);

    /// out is plaintext.size() + kTagSize long, and either starts where plaintext does or does not overlap
    /// it.
    void seal(const Nonce& nonce, View associated, View plaintext, MutableView out);

    /// out is sealed.size() - kTagSize long, overlap as above. On Errc::bad_signature out holds zeros.
    Result<void> open(const Nonce& nonce, View associated, View sealed, MutableView out);

private:
    Owned<EVP_CIPHER_CTX> context_;
};

class AesGcm : public Aead {
public:
    explicit AesGcm(const Secret<32>& key) : Aead{AeadAlgorithm::aes_256_gcm, key.view()} {}
};

} // namespace cordee::crypto
