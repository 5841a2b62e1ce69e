// A TLS identity for a server for which nobody has configured one.
#pragma once

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/crypto/openssl.hpp"

#include <string>
#include <vector>

namespace cordee::crypto {

/// P-256.
Owned<EVP_PKEY> make_tls_key();
/// PEM, PKCS 8. A secret.
std::string tls_key_pem(EVP_PKEY* key);

/// A certificate in PEM for the key, signed by it, for ten years. `common_name` is what people read; the
/// names are DNS names or IP addresses, and there may be none. Errc::malformed when one of them cannot stand
/// in a certificate.
Result<std::string> self_signed_certificate(EVP_PKEY* key, const std::string& common_name,
                                            const std::vector<std::string>& names, WallTime now);

} // namespace cordee::crypto
