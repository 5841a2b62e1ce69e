#include "core/crypto/ed25519.hpp"

#include "core/crypto/openssl.hpp"

#include <openssl/evp.h>

#include <algorithm>

namespace cordee::crypto {
namespace {

using PublicKey = ByteArray<32>;

/// y < 2^255 - 19, little-endian, the sign of x in the top bit left aside.
bool is_canonical(const PublicKey& key)
{
    const bool ones = std::all_of(key.begin() + 1, key.end() - 1, [](auto byte) { return byte == 0xff; });
    return !(ones && (key[31] & 0x7f) == 0x7f && key[0] >= 0xed);
}

/// The y of the eight points whose order divides 8, without the sign of x.
bool has_small_order(PublicKey key)
{
    static constexpr PublicKey kZero{};
    static constexpr PublicKey kOne{1};
    static constexpr PublicKey kMinusOne{0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                         0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                         0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f};
    static constexpr PublicKey kOrder8{0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4,
                                       0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6,
                                       0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05};
    static constexpr PublicKey kMinusOrder8{0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b,
                                            0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39,
                                            0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a};
    key[31] &= 0x7f;
    return key == kZero || key == kOne || key == kMinusOne || key == kOrder8 || key == kMinusOrder8;
}

Owned<EVP_PKEY> private_key(View seed)
{
    Owned<EVP_PKEY> key{EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size())};
    ensure(key != nullptr, "EVP_PKEY_new_raw_private_key");
    return key;
}

} // namespace

SigningKey make_signing_key(Random& random)
{
    return signing_key(random.secret<32>());
}

SigningKey signing_key(Secret<32> seed)
{
    SigningKey out{std::move(seed), {}};
    const auto key = private_key(out.seed.view());
    std::size_t size = out.public_key.size();
    ensure(EVP_PKEY_get_raw_public_key(key.get(), out.public_key.data(), &size) == 1,
           "EVP_PKEY_get_raw_public_key");
    return out;
}

ByteArray<64> sign(const SigningKey& key, View message)
{
    const auto secret = private_key(key.seed.view());
    const Owned<EVP_MD_CTX> context{EVP_MD_CTX_new()};
    ByteArray<64> out{};
    std::size_t size = out.size();
    ensure(context && EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, secret.get()) == 1 &&
               EVP_DigestSign(context.get(), out.data(), &size, message.data(), message.size()) == 1,
           "EVP_DigestSign");
    return out;
}

bool verify(const ByteArray<32>& public_key, View message, View signature)
{
    return VerifyingKey{public_key}.verify(message, signature);
}

VerifyingKey::VerifyingKey(const ByteArray<32>& public_key)
{
    if (!is_canonical(public_key) || has_small_order(public_key))
        return;
    key_.reset(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, public_key.data(), public_key.size()));
    context_.reset(EVP_MD_CTX_new());
    ensure(key_ && context_, "EVP_PKEY_new_raw_public_key");
}

bool VerifyingKey::verify(View message, View signature)
{
    if (!key_ || signature.size() != 64)
        return false;
    ensure(EVP_DigestVerifyInit(context_.get(), nullptr, nullptr, nullptr, key_.get()) == 1,
           "EVP_DigestVerifyInit");
    // Refuses S >= L and compares R as bytes, so that R has one spelling too.
    return EVP_DigestVerify(context_.get(), signature.data(), signature.size(), message.data(),
                            message.size()) == 1;
}

} // namespace cordee::crypto
