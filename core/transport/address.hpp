// Where a program listens: host and port, as people and brokers write them.
#pragma once

#include "core/base/error.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cordee::transport {

struct Address {
    std::string host; ///< name or IP address, without brackets
    std::uint16_t port = 0;

    bool operator==(const Address&) const = default;
};

/// "relay.example.org:11438", "192.0.2.1:443", "[2001:db8::1]:443". Nothing may be missing or added;
/// port 1..65535.
Result<Address> parse_address(std::string_view text);
/// 1..65535, in digits; empty for everything else.
std::optional<std::uint16_t> parse_port(std::string_view text);
/// A name, or an IP address without brackets: what parse_address finds before the port.
bool is_host(std::string_view text);
/// The form that parse_address reads.
std::string to_string(const Address& address);

} // namespace cordee::transport
