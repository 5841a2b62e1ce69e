// What a load balancer says before it passes a client's bytes on: the PROXY protocol, version 2.
//
//     0d0a0d0a000d0a515549540a || u8 version 2, command || u8 family, kind || u16 length || addresses || TLVs
//
// It is believed only where a trusted proxy sent it.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/error.hpp"

#include <cstdint>

namespace cordee::wire {

inline constexpr std::size_t kProxyPrefixSize = 16;
inline constexpr std::size_t kMaxProxyHeader = kProxyPrefixSize + 1024; ///< TLVs hold names and certificates

/// For whom a proxy speaks.
struct ProxiedClient {
    /// 4 or 16 bytes in network order; empty when the proxy speaks for itself (it looks whether somebody is
    /// here) or does not know an address.
    Bytes address;
    std::uint16_t port = 0;
    bool operator==(const ProxiedClient&) const = default;
};

/// The size of the whole header, from its first kProxyPrefixSize bytes. Errc::malformed when it is none,
/// unsupported for another version or command, too_large beyond kMaxProxyHeader.
Result<std::size_t> decode_proxy_header_size(View prefix);
/// A whole header and nothing after it. Errc::unsupported also for what is no stream, or from no network.
Result<ProxiedClient> decode_proxy_header(View header);

} // namespace cordee::wire
