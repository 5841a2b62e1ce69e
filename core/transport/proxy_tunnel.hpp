// A way through a proxy: CONNECT (RFC 9110, 9.3.6).
#pragma once

#include "core/transport/proxy.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace cordee::transport {

/// Asks the proxy at the other end of the socket for a tunnel; afterwards the socket is as if connected
/// there. Errc::not_permitted: it wants a name and password, or others; Errc::unsupported: it wants to know
/// who asks in a way that is not spoken here (only Basic is); Errc::refused: it does not go there;
/// Errc::unreachable: it found nobody there; Errc::malformed or too_large: it is no proxy; Errc::io_error or
/// closed.
boost::asio::awaitable<Result<void>> open_tunnel(boost::asio::ip::tcp::socket& socket, const Proxy& proxy,
                                                 const Address& to);

} // namespace cordee::transport
