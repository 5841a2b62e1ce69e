// Copies both ways between two sides until they end: bytes between sockets, records between the rest. It
// holds one buffer per direction and reads only after it has written: whoever reads slowly slows the other
// side, and nothing piles up here.
#pragma once

#include "core/transport/connection.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <cstdint>

namespace cordee::relay {

struct Traffic {
    std::uint64_t there = 0; ///< bytes from first to second
    std::uint64_t back = 0;
};

struct ForwardTimes {
    /// For the other direction after one has ended.
    std::chrono::milliseconds half_closed;
    /// Without a byte in either direction; both sides say something every 10 s.
    std::chrono::milliseconds idle;
};

/// An end of one direction is passed on and the other one may finish, for `times.half_closed`; a connection
/// that breaks ends both. Counts into `traffic` while it runs; the caller closes the sockets.
boost::asio::awaitable<void> forward(boost::asio::ip::tcp::socket& first,
                                     boost::asio::ip::tcp::socket& second, ForwardTimes times,
                                     Traffic& traffic);

/// The same for sides that do not speak alike. A side that no longer takes records is still listened to, so
/// that what it has yet to receive is not lost in a reset.
boost::asio::awaitable<void> forward_records(transport::Connection& first, transport::Connection& second,
                                             ForwardTimes times, Traffic& traffic);

} // namespace cordee::relay
