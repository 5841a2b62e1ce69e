// The pre-shared keys of the ways in, each bound to one session by the hash of its CTX (SHA-256). The key of
// a known device is none of these: it comes from the session in which the devices were paired.
#pragma once

#include "core/base/bytes.hpp"

namespace cordee::crypto {

/// From what SPAKE2 left of a spoken code (Ke, 16 bytes).
Secret<32> code_psk(View shared, View ctx_hash);
/// From the secret of a link, 16 bytes.
Secret<32> link_psk(View secret, View ctx_hash);
/// From the secret that an introducer gave to both, 32 bytes.
Secret<32> introduction_psk(View secret, View ctx_hash);
/// Zeros: with an account alone nothing is shared, and the broker is trusted for the keys.
Secret<32> account_psk();

} // namespace cordee::crypto
