#include "core/crypto/aead.hpp"

#include <openssl/evp.h>

namespace cordee::crypto {
namespace {

enum Direction { kDecrypt = 0, kEncrypt = 1 };

const EVP_CIPHER* cipher_of(AeadAlgorithm algorithm)
{
    return algorithm == AeadAlgorithm::aes_256_gcm ? EVP_aes_256_gcm() : EVP_chacha20_poly1305();
}

void begin(EVP_CIPHER_CTX* context, Direction direction, const Nonce& nonce, View associated)
{
    int size = 0;
    ensure(EVP_CipherInit_ex(context, nullptr, nullptr, nullptr, nonce.data(), direction) == 1,
           "EVP_CipherInit_ex");
    if (!associated.empty())
        ensure(EVP_CipherUpdate(context, nullptr, &size, associated.data(), int_length(associated)) == 1,
               "EVP_CipherUpdate");
}

void transform(EVP_CIPHER_CTX* context, View in, MutableView out)
{
    int size = 0;
    if (!in.empty())
        ensure(EVP_CipherUpdate(context, out.data(), &size, in.data(), int_length(in)) == 1,
               "EVP_CipherUpdate");
    ensure(static_cast<std::size_t>(size) == in.size(), "EVP_CipherUpdate");
}

} // namespace

Aead::Aead(AeadAlgorithm algorithm, View key) : context_{EVP_CIPHER_CTX_new()}
{
    ensure(key.size() == 32, "key length");
    ensure(context_ && EVP_CipherInit_ex(context_.get(), cipher_of(algorithm), nullptr, key.data(), nullptr,
                                         kEncrypt) == 1,
           "EVP_CipherInit_ex");
}

void Aead::seal(const Nonce& nonce, View associated, View plaintext, MutableView out)
{
    ensure(out.size() == plaintext.size() + kTagSize, "output length");
    const auto tag = out.subspan(plaintext.size());
    int size = 0;
    begin(context_.get(), kEncrypt, nonce, associated);
    transform(context_.get(), plaintext, out);
    ensure(EVP_CipherFinal_ex(context_.get(), tag.data(), &size) == 1, "EVP_CipherFinal_ex");
    ensure(EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_AEAD_GET_TAG, kTagSize, tag.data()) == 1,
           "EVP_CTRL_AEAD_GET_TAG");
}

Result<void> Aead::open(const Nonce& nonce, View associated, View sealed, MutableView out)
{
    if (sealed.size() < kTagSize)
        return Errc::malformed;
    const auto ciphertext = sealed.first(sealed.size() - kTagSize);
    ensure(out.size() == ciphertext.size(), "output length");
    auto tag = *to_array<kTagSize>(sealed.last(kTagSize));
    ByteArray<kTagSize> rest{};
    int size = 0;
    begin(context_.get(), kDecrypt, nonce, associated);
    transform(context_.get(), ciphertext, out);
    ensure(EVP_CIPHER_CTX_ctrl(context_.get(), EVP_CTRL_AEAD_SET_TAG, kTagSize, tag.data()) == 1,
           "EVP_CTRL_AEAD_SET_TAG");
    if (EVP_CipherFinal_ex(context_.get(), rest.data(), &size) == 1)
        return {};
    wipe(out);
    return Errc::bad_signature;
}

} // namespace cordee::crypto
