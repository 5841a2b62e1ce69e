// Where a broker is, and the pin by which its certificate is recognised.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/error.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cordee::endpoint {

/// The first 16 bytes of the SHA-256 of the certificate's public key (SPKI).
using Pin = ByteArray<16>;

struct BrokerAddress {
    std::string host; ///< a name or an IPv4 address in lower case, or an IPv6 address without brackets
    std::uint16_t port = 443;
    bool operator==(const BrokerAddress&) const = default;
};

/// "host", "host:port", "[v6]" or "[v6]:port" and nothing else; a user name or other ornament is
/// Errc::malformed.
Result<BrokerAddress> parse_authority(std::string_view text);
/// Always with the port.
std::string format_authority(const BrokerAddress& address);

/// "https://" and an authority, with at most one "/" after it.
Result<BrokerAddress> parse_broker_url(std::string_view text);
std::string format_broker_url(const BrokerAddress& address);

/// 22 characters of base64url.
std::optional<Pin> parse_pin(std::string_view text);
std::string format_pin(const Pin& pin);

} // namespace cordee::endpoint
