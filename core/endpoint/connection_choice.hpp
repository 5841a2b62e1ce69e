// How this program connects: what its settings and its environment say.
#pragma once

#include "core/endpoint/endpoint_settings.hpp"
#include "core/endpoint/network_dialer.hpp"
#include "core/transport/encapsulation.hpp"

#include <vector>

namespace cordee::endpoint {

struct ConnectionChoice {
    /// In the own order; empty leaves what the account says.
    std::vector<std::uint16_t> ports;
    std::vector<transport::Encapsulation> encapsulations;
    NetworkOptions network;
    /// How long a session waits for a path.
    std::chrono::milliseconds patience{120'000};
};

/// connection.proxy, else the environment. Throws UsageError that names the setting or says what is wrong
/// with the environment's proxy.
ConnectionChoice connection_choice(const EndpointSettings& settings);

} // namespace cordee::endpoint
