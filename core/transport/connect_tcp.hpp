// A TCP connection to a name or address, in a given time.
#pragma once

#include "core/transport/address.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>

namespace cordee::transport {

/// Tries every address of the host in turn. Errc::unreachable when the name is unknown or nobody answers,
/// Errc::timed_out when `time` is over; it never lasts longer, however slow the system's resolver is.
boost::asio::awaitable<Result<boost::asio::ip::tcp::socket>> connect_tcp(Address address,
                                                                         std::chrono::milliseconds time);

} // namespace cordee::transport
