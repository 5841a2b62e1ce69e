// One known relay at one address, natively: for tests and tools that need no way around a firewall.
#pragma once

#include "core/transport/address.hpp"
#include "core/transport/relay_leg.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <memory>

namespace cordee::transport {

struct RelayDeadlines {
    std::chrono::milliseconds connect{10'000};
    std::chrono::milliseconds greeting{10'000};
    std::chrono::milliseconds pairing = kPairingDeadline;
};

/// A connection whose records come from the other side of the session. Failures: Errc::unreachable (no relay
/// there), timed_out (there, but silent), malformed (not a relay), io_error or closed (lost on the way), and
/// those of enter_relay().
boost::asio::awaitable<Result<std::unique_ptr<Connection>>> dial_relay(Address relay, RelayPass pass,
                                                                       RelayDeadlines deadlines = {});

} // namespace cordee::transport
