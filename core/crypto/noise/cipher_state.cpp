#include "core/crypto/noise/cipher_state.hpp"

#include <limits>

namespace cordee::crypto::noise {
namespace {

/// The last value is kept for rekeying.
constexpr auto kLastCount = std::numeric_limits<std::uint64_t>::max();

} // namespace

void CipherState::set_key(View key)
{
    key_ = Secret<32>::from(key);
    ensure(key_.has_value(), "key length");
    count_ = 0;
}

CipherState CipherState::clone() const
{
    CipherState out{algorithm_};
    if (key_)
        out.key_ = key_->clone();
    out.count_ = count_;
    return out;
}

Result<Bytes> CipherState::encrypt(View associated, View plaintext)
{
    if (!key_)
        return to_bytes(plaintext);
    if (count_ == kLastCount)
        return Errc::exhausted;
    Bytes out(plaintext.size() + kTagSize);
    Aead{algorithm_, key_->view()}.seal(nonce(), associated, plaintext, out);
    ++count_;
    return out;
}

Result<Bytes> CipherState::decrypt(View associated, View ciphertext)
{
    if (!key_)
        return to_bytes(ciphertext);
    if (count_ == kLastCount)
        return Errc::exhausted;
    if (ciphertext.size() < kTagSize)
        return Errc::malformed;
    Bytes out(ciphertext.size() - kTagSize);
    if (const auto opened = Aead{algorithm_, key_->view()}.open(nonce(), associated, ciphertext, out);
        !opened)
        return opened.error();
    ++count_;
    return out;
}

/// Four zero bytes and the count: big-endian for AES-GCM, little-endian for ChaCha20-Poly1305.
Nonce CipherState::nonce() const
{
    Nonce out{};
    for (std::size_t i = 0; i < 8; ++i) {
        const auto place = algorithm_ == AeadAlgorithm::aes_256_gcm ? 11 - i : 4 + i;
        out[place] = static_cast<std::uint8_t>(count_ >> (8 * i));
    }
    return out;
}

} // namespace cordee::crypto::noise
