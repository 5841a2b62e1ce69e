// To a relay through whatever firewall there is: every port in every encapsulation, until one greets.
#pragma once

#include "core/transport/proxy.hpp"
#include "core/transport/relay_door.hpp"
#include "core/transport/relay_try.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/address.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cordee::transport {

struct RelayTarget {
    std::string id;                   ///< the relay's name at the broker
    std::string host;                 ///< name or address, without brackets
    std::vector<std::uint16_t> ports; ///< in the order in which they are tried; at most kMaxRelayPorts
    std::vector<Encapsulation> encapsulations;
};

struct DialOptions {
    /// Tried beside the direct way, and a little before it.
    std::optional<Proxy> proxy;
    /// ProxySettings::except
    std::vector<std::string> no_proxy;
    std::chrono::milliseconds stagger = kTryStagger;
    /// When a WebSocket was asked for and nothing came in this time, a long-poll is tried beside it.
    std::chrono::milliseconds websocket_patience{500};
    /// For everything. A relay that can be reached at all is reached within three seconds.
    std::chrono::milliseconds deadline{10'000};
    /// Is told of each try when it has ended, whatever came of it; must not throw.
    std::function<void(const RelayTry&)> trace;
};

struct ReachedRelay {
    std::string id;
    Address address;
    RelayTry by;
    /// Of the relay, as far as this side knows it; behind a proxy it may not.
    std::optional<boost::asio::ip::address> ip;
    wire::RelayNonce nonce{};
    std::unique_ptr<RelayDoor> door;
};

/// For the person and the log: "relay.example.org:443 https".
std::string name_of(const ReachedRelay& relay);

/// The first relay that greets; all other tries are closed. When this is cancelled, they are too. Failures,
/// after every try has failed or the deadline passed: Errc::not_permitted (the proxy wants a name and
/// password, or others, and there was no other way), malformed (something answers, but no relay; or the host
/// is none), timed_out (at least one try had no answer), unreachable (all were refused, or the name is
/// unknown), unsupported (no port or encapsulation to try). The trace knows more; try_text.hpp puts it into
/// words.
boost::asio::awaitable<Result<ReachedRelay>> reach_relay(RelayTarget target, DialOptions options = {});

/// One try alone, to its end, within options.deadline. Of http and https the WebSocket is tried first, then
/// the long-poll. The trace is told of both.
boost::asio::awaitable<Result<ReachedRelay>> try_relay(RelayTarget target, PlannedTry what,
                                                       DialOptions options = {});

} // namespace cordee::transport
