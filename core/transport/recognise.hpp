// What a new connection speaks, by its first byte, so that one port serves all.
#pragma once

#include "core/base/error.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstdint>

namespace cordee::transport {

enum class Spoken {
    native, ///< the relay preamble
    tls,    ///< a TLS handshake record
    http,   ///< a method, in capital letters
    unknown
};

Spoken spoken_by(std::uint8_t first_byte);

/// Waits for the first byte and leaves it unread. No deadline of its own; Errc::closed or io_error when
/// nothing comes.
boost::asio::awaitable<Result<Spoken>> recognise(boost::asio::ip::tcp::socket& socket);

} // namespace cordee::transport
