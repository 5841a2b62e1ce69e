// A signing key in a file that is worth nothing without its pass phrase.
//   cordee key 1 NAME
//   PUBLIC                      base64url, 32 bytes
//   scrypt LOG2N SALT           8 and 1 are r and p; 16 bytes
//   SEALED                      base64url: the seed under AES-256-GCM, with the lines above as associated
//   data
// The key of that is scrypt's, its nonce zero: each salt is used once.
#pragma once

#include "core/base/error.hpp"
#include "core/crypto/ed25519.hpp"

#include <string>
#include <string_view>

namespace cordee::crypto {

/// 128 MiB and a good part of a second for each guess.
inline constexpr unsigned kSealCost = 17;

/// `name` says what the key is for: plain words without line feeds.
std::string seal_key(const SigningKey& key, std::string_view name, std::string_view pass_phrase,
                     Random& random, unsigned cost = kSealCost);

/// Errc::malformed, unsupported (a later form), bad_key (another pass phrase, or the file was changed).
Result<SigningKey> open_sealed_key(std::string_view text, std::string_view pass_phrase);

/// Without the pass phrase.
Result<ByteArray<32>> public_key_of_sealed(std::string_view text);

} // namespace cordee::crypto
