// The way in by link: from the secret in the link to the handshake's pre-shared key.
#pragma once

#include "core/base/bytes.hpp"

namespace cordee::crypto {

/// secret is the link's 16 bytes; ctx_hash is the SHA-256 of CTX, so that a link opens only the session it is
/// for.
Secret<32> link_psk(View secret, View ctx_hash);

} // namespace cordee::crypto
