// The server's side of a WebSocket. For the files here that know Beast.
#pragma once

#include "apps/broker/http/http_translation.hpp"
#include "apps/broker/http/tls_stream.hpp"
#include "apps/broker/http/web_socket.hpp"

namespace cordee::broker {

bool asks_for_web_socket(const HttpRequest& request);

/// Until either side ends it. The client is asked for a sign of life every 25 s.
boost::asio::awaitable<void> serve_web_socket(TlsStream& stream, HttpRequest request,
                                              WebSocketService service);

} // namespace cordee::broker
