// What is tried to reach a relay, in which order, and what came of it.
#pragma once

#include "core/transport/encapsulation.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace cordee::transport {

/// More ports than these are not tried.
inline constexpr std::size_t kMaxRelayPorts = 8;
/// Between two tries of a lane.
inline constexpr std::chrono::milliseconds kTryStagger{150};

enum class Route { direct, proxy };

struct PlannedTry {
    std::uint16_t port = 0;
    Encapsulation encapsulation = Encapsulation::native;
    Route route = Route::direct;
    /// When it begins at the latest; earlier when others fail.
    std::chrono::milliseconds start{0};

    bool operator==(const PlannedTry&) const = default;
};

/// Two lanes beside each other, each with a try every `stagger`: through the proxy, when there is one, and
/// direct. First comes what is usual: native on any port, https on 443, http on 80; a proxy is asked for 443
/// before anything else, as most let nothing else pass. Apart from that the order of the lists counts.
std::vector<PlannedTry> plan_tries(const std::vector<std::uint16_t>& ports,
                                   const std::vector<Encapsulation>& encapsulations, bool by_proxy,
                                   std::chrono::milliseconds stagger = kTryStagger);

/// How far a try came.
enum class TryEnd {
    reached,
    beaten,            ///< cut short: another was first
    unknown_name,      ///< the relay's name has no address here
    refused,           ///< the computer there, or a firewall, says that the port is closed
    unreachable,       ///< there is no way to that address
    dropped,           ///< no answer to the connection at all: what a firewall does that stays silent
    silent,            ///< connected, and then no word in time
    cut,               ///< connected, and then cut off
    not_a_relay,       ///< something else answers there
    no_tls,            ///< what answers there does not speak TLS
    proxy_unknown,     ///< the proxy's name has no address
    proxy_unreachable, ///< the proxy does not let itself be reached
    proxy_silent,      ///< it was reached, and did not answer in time
    proxy_password,    ///< it wants a name and password, or others
    proxy_scheme,      ///< it wants to know who asks in a way that is not spoken here
    proxy_refused,     ///< it does not let pass to this place
    proxy_found_none,  ///< it got no answer from the relay
    not_a_proxy,       ///< something else answers there
};

/// "dropped": for JSON and logs.
std::string_view to_string(TryEnd end);

struct RelayTry {
    std::uint16_t port = 0;
    Encapsulation encapsulation = Encapsulation::native;
    Route route = Route::direct;
    bool long_poll = false; ///< the second form of http and https
    TryEnd end = TryEnd::beaten;
    std::chrono::milliseconds began{0}; ///< since the first
    std::chrono::milliseconds took{0};
};

/// "native 443", "https 443 (long-poll) by the proxy": for logs, not translated.
std::string describe(const RelayTry& attempt);

} // namespace cordee::transport
