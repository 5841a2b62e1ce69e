// What an administrator can change while the relay runs.
#pragma once

#include "apps/relay/credentials.hpp"
#include "apps/relay/limits.hpp"
#include "apps/relay/trusted_proxies.hpp"
#include "core/transport/tls_server.hpp"

#include <memory>

namespace cordee::relay {

/// Shared by all threads, and never changed: a reload puts other ones in their place.
struct Rules {
    Limits limits;
    Credentials credentials;
    TrustedProxies proxies;
    std::shared_ptr<transport::TlsServer> tls; ///< null: nobody is served who speaks TLS
};

} // namespace cordee::relay
