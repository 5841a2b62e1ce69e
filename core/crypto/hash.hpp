// The two hashes of the product: SHA-256 everywhere, BLAKE2b-512 where minisign asks for it.
#pragma once

#include "core/crypto/openssl.hpp"

namespace cordee::crypto {

ByteArray<32> sha256(View message);
ByteArray<64> blake2b512(View message);

/// SHA-256 of a message that arrives in pieces. Used once: nothing may follow finish().
class Sha256 {
public:
    Sha256();
    void update(View piece);
    ByteArray<32> finish();

private:
    Owned<EVP_MD_CTX> context_;
};

} // namespace cordee::crypto
