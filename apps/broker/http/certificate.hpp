// The broker's TLS identity when nobody configured one: a key of its own and a certificate signed by it.
#pragma once

#include "core/base/clock.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace cordee::broker {

struct CertificateFiles {
    std::filesystem::path certificate; ///< PEM, may be followed by a chain
    std::filesystem::path key;         ///< PEM
};

/// Reuses what is in the folder, so that the pin in old links stays true; makes what it lacks (P-256, ten
/// years, 0600). To change the names, remove the certificate and leave the key. Names are DNS names or IP
/// addresses. Throws UserError.
CertificateFiles own_certificate(const std::filesystem::path& folder, const std::vector<std::string>& names,
                                 const Clock& clock);

/// What links carry: base64url of the first 16 bytes of SHA-256 over the SubjectPublicKeyInfo. Throws
/// UserError.
std::string certificate_pin(const std::filesystem::path& certificate);

} // namespace cordee::broker
