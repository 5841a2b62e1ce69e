// A TCP connection to a name or address, in a given time.
#pragma once

#include "core/transport/address.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <vector>

namespace cordee::transport {

/// Between two addresses of one host.
inline constexpr std::chrono::milliseconds kAddressStagger{250};

/// Tries the addresses of the host, each a little after the other, and takes the first that answers.
/// Errc::unreachable when the name is unknown or nobody answers, Errc::timed_out when `time` is over; it
/// never lasts longer, however slow the system's resolver is.
boost::asio::awaitable<Result<boost::asio::ip::tcp::socket>> connect_tcp(Address address,
                                                                         std::chrono::milliseconds time);

/// The same for known endpoints, for as long as the system tries. Errc::refused when one of them said no,
/// Errc::unreachable otherwise.
boost::asio::awaitable<Result<boost::asio::ip::tcp::socket>>
connect_first(std::vector<boost::asio::ip::tcp::endpoint> endpoints,
              std::chrono::milliseconds stagger = kAddressStagger);

} // namespace cordee::transport
