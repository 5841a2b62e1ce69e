// TLS as the broker speaks it.
#pragma once

#include "apps/broker/http/certificate.hpp"

#include <boost/asio/ssl/context.hpp>

namespace cordee::broker {

/// TLS 1.3 and nothing older. Throws UserError when certificate and key cannot be used.
boost::asio::ssl::context make_tls_context(const CertificateFiles& files);

} // namespace cordee::broker
