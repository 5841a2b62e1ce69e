// The certificate with which the relay speaks TLS.
#pragma once

#include "core/base/clock.hpp"
#include "core/transport/tls_server.hpp"

#include <string>

namespace cordee::relay {

/// From two PEM files; or, when both names are empty, made anew and kept in memory: no endpoint looks at it,
/// as sessions protect themselves and TLS is there for firewalls. Throws UserError.
transport::TlsServer make_tls(const std::string& certificate_file, const std::string& key_file,
                              const Clock& clock);

} // namespace cordee::relay
