// One signed file of trust, byte for byte: FORMAT.md. What is signed is exactly what was written, so nobody
// has to bring JSON into a canonical form.
#pragma once

#include "core/base/error.hpp"
#include "core/crypto/ed25519.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cordee::plugin::trust {

/// Who vouches for what: root for the other keys, targets for publishers and versions, timestamp for which
/// targets are the present ones.
enum class Role { root, targets, timestamp };
std::string_view role_name(Role role);

/// Longest file, and most signatures in one.
inline constexpr std::size_t kMaxText = 256 * 1024;
inline constexpr std::size_t kMaxSignatures = 16;

using PublicKey = ByteArray<32>;

/// 16 hex digits of a key's hash: which key a signature claims to be of.
std::string key_id(const PublicKey& key);

struct Signature {
    std::string key_id;
    ByteArray<64> bytes{};
};

/// A file of a role, taken apart; nothing is verified.
struct SignedText {
    Role role = Role::root;
    std::string body; ///< one line of JSON
    std::vector<Signature> signatures;
};

/// Errc::too_large, malformed, unsupported (a later form of the file).
Result<SignedText> parse_signed_text(std::string_view text);
std::string format_signed_text(const SignedText& file);

Signature sign_body(Role role, std::string_view body, const crypto::SigningKey& key);
/// How many of these keys, each once, signed the file.
std::size_t count_signers(const SignedText& file, const std::vector<PublicKey>& keys);

} // namespace cordee::plugin::trust
