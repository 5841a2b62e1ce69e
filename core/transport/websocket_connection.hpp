// Records as binary WebSocket messages, over plain TCP or over TLS: the same object at both ends.
#pragma once

#include "core/transport/byte_stream.hpp"
#include "core/transport/served_connection.hpp"

#include <chrono>
#include <memory>
#include <string>

namespace cordee::transport {

/// What both ends name in Sec-WebSocket-Protocol.
inline constexpr const char* kWebSocketProtocol = "cordee.1";

struct WebSocketOptions {
    /// How long the rest of a record may take once its first byte is here.
    std::chrono::milliseconds record_deadline{30'000};
};

/// Asks for the upgrade; the stream is connected and, for https, through its TLS handshake. `host` is what
/// stands in the Host header. No deadline of its own. Failures: Errc::unsupported (answered, but not by a
/// WebSocket of ours, or hung up at the question: whoever is on the way may not let it pass), closed or
/// io_error. A call to receive() or send() that is cancelled ends the connection.
boost::asio::awaitable<Result<std::unique_ptr<Connection>>>
connect_websocket(ByteStream stream, std::string host, std::string target, WebSocketOptions options = {});

} // namespace cordee::transport
