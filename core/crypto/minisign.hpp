// Minisign signatures of packages, prehashed form only.
#pragma once

#include "core/base/error.hpp"
#include "core/crypto/ed25519.hpp"

#include <string>
#include <string_view>

namespace cordee::crypto {

struct MinisignKey {
    ByteArray<8> id{};
    ByteArray<32> key{};
};

/// A public key file (comment line and key line) or its key line alone.
Result<MinisignKey> parse_minisign_key(std::string_view text);

/// The trusted comment, which is signed together with the signature. Errc::unsupported for the legacy form
/// that signs the message unhashed, Errc::bad_key for another key's signature, Errc::bad_signature for a
/// wrong one.
Result<std::string> verify_minisign(const MinisignKey& key, View message, std::string_view signature_text);

} // namespace cordee::crypto
