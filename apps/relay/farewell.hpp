// The relay's one byte, and how to hang up so that it arrives.
#pragma once

#include "core/wire/relay_entry.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace cordee::relay {

/// False when the side is gone.
boost::asio::awaitable<bool> say(boost::asio::ip::tcp::socket& socket, View answer);

/// Says why, then waits a moment for the side to hang up: closing over unread bytes would reset the
/// connection and could swallow the answer.
boost::asio::awaitable<void> turn_away(boost::asio::ip::tcp::socket& socket, wire::RelayAnswer answer);

/// The same at once, with a greeting before, for when there is no room to wait for anything.
boost::asio::awaitable<void> turn_away_unread(boost::asio::ip::tcp::socket& socket, wire::RelayAnswer answer);

} // namespace cordee::relay
