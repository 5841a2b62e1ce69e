// TLS towards a relay: what makes a connection look like any other to a firewall.
#pragma once

#include "core/base/error.hpp"
#include "core/transport/byte_stream.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace cordee::transport {

/// TLS 1.2 or 1.3 over a connected socket. Nobody's certificate is verified, and none needs to be: what
/// passes through is sealed by the session, between the two sides. Only for relays, never for a broker.
/// Errc::unsupported when there is no TLS at the other end; closed or io_error. No deadline of its own.
boost::asio::awaitable<Result<ByteStream>> open_relay_tls(boost::asio::ip::tcp::socket socket,
                                                          std::string host);

} // namespace cordee::transport
