// A byte stream to one port of a relay: direct or through a proxy, plain or in TLS.
#pragma once

#include "core/transport/byte_stream.hpp"
#include "core/transport/lookup.hpp"
#include "core/transport/proxy.hpp"
#include "core/transport/relay_try.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <memory>
#include <optional>
#include <string>

namespace cordee::transport {

/// Has what is needed to go the same way again. Copies share the look-up.
struct RelayRoute {
    Address relay;
    std::shared_ptr<const Lookup> lookup; ///< of the relay, or of the proxy when there is one
    std::optional<Proxy> proxy;
    bool tls = false;
};

/// `end` always says how far it came, in case that it is cancelled; after a failure it says why.
/// Errors say no more than that. No deadline of its own.
boost::asio::awaitable<Result<boost::asio::ip::tcp::socket>> open_socket(RelayRoute route, TryEnd& end);
/// The same with TLS when the route has it.
boost::asio::awaitable<Result<ByteStream>> open_stream(RelayRoute route, TryEnd& end);
/// Throws when this coroutine was cancelled: what failed then says nothing about the network.
boost::asio::awaitable<void> judge_unless_cancelled();
/// What stands in the Host header.
std::string host_header(const RelayRoute& route);

} // namespace cordee::transport
