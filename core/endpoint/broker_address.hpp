// Where a broker is, and the pin by which its certificate is recognised.
#pragma once

#include "core/base/bytes.hpp"
#include "core/transport/https_client.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace cordee::endpoint {

using Pin = transport::SpkiPin;

using BrokerAddress = transport::Address;

/// "host:port", or "host" alone for port 443, as in a URL; the host comes back in lower case.
Result<BrokerAddress> parse_authority(std::string_view text);

/// "https://" and an authority, with at most one "/" after it.
Result<BrokerAddress> parse_broker_url(std::string_view text);
/// Always with the port.
std::string format_broker_url(const BrokerAddress& address);

/// 22 characters of base64url.
std::optional<Pin> parse_pin(std::string_view text);
std::string format_pin(const Pin& pin);

} // namespace cordee::endpoint
