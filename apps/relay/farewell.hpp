// How to turn away somebody for whom there is no room at all.
#pragma once

#include "core/wire/relay_entry.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace cordee::relay {

/// Says so at once, with a greeting before, in the native way: there is no room to wait for what it speaks.
boost::asio::awaitable<void> turn_away_unread(boost::asio::ip::tcp::socket& socket, wire::RelayAnswer answer);

} // namespace cordee::relay
