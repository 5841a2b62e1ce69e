// What a proxy says to CONNECT, and what it is asked. No I/O.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/error.hpp"
#include "core/transport/proxy.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace cordee::transport {

/// A proxy's answer up to the empty line is not longer.
inline constexpr std::size_t kMaxProxyAnswer = 8 * 1024;

struct ProxyAnswer {
    unsigned status = 0; ///< 100..999; 2xx: the tunnel stands
    bool offers_basic = false;
    std::size_t size = 0; ///< of the head; what follows is no longer the proxy's
};

/// Empty while the head is not whole. Errc::malformed for what is not HTTP, as soon as that shows; too_large
/// for a head beyond kMaxProxyAnswer.
Result<std::optional<ProxyAnswer>> parse_proxy_answer(std::string_view received);

/// CONNECT for this place; with Proxy-Authorization: Basic when the proxy has a user. Holds the password:
/// wipe it.
std::string proxy_request(const Proxy& proxy, const Address& to);

} // namespace cordee::transport
