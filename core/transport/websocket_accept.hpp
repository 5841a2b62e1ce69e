// The server's half of WebSocket's opening. For the files here that know Beast; no others include it.
#pragma once

#include "core/transport/websocket_connection.hpp"

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/vector_body.hpp>

namespace cordee::transport {

using WebSocketRequest = boost::beast::http::request<boost::beast::http::vector_body<std::uint8_t>>;

/// Answers a request for an upgrade that was read from the stream, and nothing after it. One without our
/// protocol, or that is wrong otherwise, is told so: Errc::unsupported.
boost::asio::awaitable<Result<std::unique_ptr<ServedConnection>>>
accept_websocket(ByteStream stream, WebSocketRequest request, WebSocketOptions options = {});

} // namespace cordee::transport
