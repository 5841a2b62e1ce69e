// Passes records both ways between two sides that do not both speak native TCP, until they end. It reads only
// after it has written: whoever reads slowly slows the other side, and nothing piles up here.
#pragma once

#include "apps/relay/traffic.hpp"
#include "core/transport/connection.hpp"

#include <boost/asio/awaitable.hpp>

namespace cordee::relay {

/// An end of one direction is passed on and the other one may finish, for `times.half_closed`; a connection
/// that breaks ends both. Counts into `traffic` while it runs. A side that no longer takes records is still
/// listened to, so that what it has yet to receive is not lost in a reset.
boost::asio::awaitable<void> forward_records(transport::Connection& first, transport::Connection& second,
                                             ForwardTimes times, Traffic& traffic);

} // namespace cordee::relay
