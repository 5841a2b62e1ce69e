// HMAC-SHA256, RFC 2104.
#pragma once

#include "core/base/bytes.hpp"

namespace cordee::crypto {

/// Compare the result with equal_constant_time() only.
ByteArray<32> hmac_sha256(View key, View message);

} // namespace cordee::crypto
