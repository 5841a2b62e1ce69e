// HKDF with SHA-256, RFC 5869: from a shared secret to keys with one purpose each.
#pragma once

#include "core/base/bytes.hpp"

namespace cordee::crypto {

Secret<32> hkdf_extract(View salt, View ikm);

/// Fills out, at most 255 * 32 bytes; more is a bug and throws std::length_error.
void hkdf_expand(View prk, View info, MutableView out);

/// Extract, then expand to 32 bytes.
Secret<32> hkdf(View salt, View ikm, View info);

} // namespace cordee::crypto
