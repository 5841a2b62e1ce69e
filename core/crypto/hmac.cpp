#include "core/crypto/hmac.hpp"

#include "core/crypto/openssl.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace cordee::crypto {

ByteArray<32> hmac_sha256(View key, View message)
{
    // OpenSSL reads a null key as "the key of before", so an empty one must point somewhere.
    static constexpr std::uint8_t kNoKey = 0;
    ByteArray<32> out{};
    const auto* key_data = key.empty() ? &kNoKey : key.data();
    ensure(HMAC(EVP_sha256(), key_data, int_length(key), message.data(), message.size(), out.data(),
                nullptr) != nullptr,
           "HMAC");
    return out;
}

} // namespace cordee::crypto
