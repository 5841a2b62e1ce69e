// One client's connection, from the TLS handshake to its end.
#pragma once

#include "apps/broker/http/https_server.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

namespace cordee::broker {

/// The references outlive the coroutine.
boost::asio::awaitable<void> serve_connection(boost::asio::ip::tcp::socket socket,
                                              boost::asio::ssl::context& tls, const ServerLimits& limits,
                                              const HttpsServer::Handlers& handlers);

} // namespace cordee::broker
