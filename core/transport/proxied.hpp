// Reads who a connection is from, where a trusted proxy passes it on.
#pragma once

#include "core/base/error.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace cordee::transport {

/// The client's address, from the header that has to be first (PROXY protocol, version 2), or the proxy's own
/// when it names none. What follows the header stays unread. No deadline of its own. Errc::malformed,
/// unsupported or too_large when that is no header of ours, closed or io_error when none comes.
boost::asio::awaitable<Result<boost::asio::ip::address>>
read_proxied_address(boost::asio::ip::tcp::socket& socket);

} // namespace cordee::transport
