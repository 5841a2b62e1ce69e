// One GET without TLS, to a program on this very computer.
#pragma once

#include "core/base/error.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <string>

namespace cordee::transport {

/// The body of a 200 answer. Errc::refused for every other status, Errc::unreachable, Errc::timed_out,
/// Errc::too_large, Errc::malformed (not HTTP), Errc::io_error, Errc::closed.
boost::asio::awaitable<Result<std::string>> get_plainly(boost::asio::ip::tcp::endpoint server,
                                                        std::string target, std::size_t max,
                                                        std::chrono::milliseconds time);

} // namespace cordee::transport
