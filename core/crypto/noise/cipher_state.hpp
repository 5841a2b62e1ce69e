// Noise CipherState: a key and the count of what it sealed or opened.
#pragma once

#include "core/crypto/aead.hpp"

#include <cstdint>
#include <optional>

namespace cordee::crypto::noise {

/// Without a key it passes bytes through unchanged, as the specification says.
class CipherState {
public:
    explicit CipherState(AeadAlgorithm algorithm) : algorithm_{algorithm} {}

    /// Starts counting from 0. The key has 32 bytes.
    void set_key(View key);
    [[nodiscard]] bool has_key() const { return key_.has_value(); }
    [[nodiscard]] CipherState clone() const;

    Result<Bytes> encrypt(View associated, View plaintext);
    /// On an error the count stays as it was.
    Result<Bytes> decrypt(View associated, View ciphertext);

private:
    [[nodiscard]] Nonce nonce() const;

    AeadAlgorithm algorithm_;
    std::optional<Secret<32>> key_;
    std::uint64_t count_ = 0;
};

} // namespace cordee::crypto::noise
