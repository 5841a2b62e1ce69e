// Noise SymmetricState: the chaining key and the hash of everything said so far.
#pragma once

#include "core/crypto/noise/cipher_state.hpp"
#include "core/crypto/noise/protocol.hpp"

#include <array>
#include <utility>

namespace cordee::crypto::noise {

class SymmetricState {
public:
    explicit SymmetricState(const Protocol& protocol);
    [[nodiscard]] SymmetricState clone() const;

    void mix_key(View input);
    void mix_hash(View data);
    void mix_key_and_hash(View input);

    Result<Bytes> encrypt_and_hash(View plaintext);
    Result<Bytes> decrypt_and_hash(View ciphertext);

    [[nodiscard]] bool has_key() const { return cipher_.has_key(); }
    /// 32 or 64 bytes, as long as the hash of the protocol.
    [[nodiscard]] View hash() const { return View{hash_}.first(size_); }
    [[nodiscard]] std::pair<Secret<32>, Secret<32>> split() const;

private:
    using Output = Secret<64>;

    SymmetricState(HashAlgorithm algorithm, std::size_t size, CipherState cipher);
    [[nodiscard]] Output hmac(View key, View message) const;
    /// Outputs 1 to N of the specification's HKDF.
    template <std::size_t N>
    [[nodiscard]] std::array<Output, N> derive(View input) const;
    [[nodiscard]] View meaningful(const Output& output) const { return output.view().first(size_); }

    HashAlgorithm algorithm_;
    std::size_t size_;
    CipherState cipher_;
    Output chaining_key_;
    ByteArray<64> hash_{};
};

} // namespace cordee::crypto::noise
