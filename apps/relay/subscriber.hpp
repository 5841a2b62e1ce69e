// Whom a limit per address means.
#pragma once

#include <boost/asio/ip/address.hpp>

namespace cordee::relay {

/// The IPv4 address, or the whole /64 of an IPv6 address: whoever has one of it has them all.
boost::asio::ip::address subscriber(const boost::asio::ip::address& address);

} // namespace cordee::relay
