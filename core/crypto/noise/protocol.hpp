// What a Noise protocol name stands for: "Noise_XXpsk0_25519_AESGCM_SHA256".
#pragma once

#include "core/crypto/aead.hpp"
#include "core/crypto/noise/pattern.hpp"

#include <string>
#include <string_view>

namespace cordee::crypto::noise {

enum class HashAlgorithm { sha256, sha512, blake2s, blake2b };

struct Protocol {
    std::string name;
    Pattern pattern;
    AeadAlgorithm aead{};
    HashAlgorithm hash{};
};

/// The product uses AESGCM with SHA256; the others are here because their published vectors prove the same
/// code. Errc::unsupported for what is not spoken here, curve 448 among it.
Result<Protocol> parse_protocol(std::string_view name);

} // namespace cordee::crypto::noise
