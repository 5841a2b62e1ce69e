// Records by HTTP requests: the carrier for where an intermediary lets no WebSocket pass.
#pragma once

#include "core/transport/connection.hpp"
#include "core/transport/poll_http.hpp"

#include <chrono>
#include <memory>
#include <string>

namespace cordee::transport {

struct LongPollOptions {
    /// A request that breaks, or is not answered in this time, is repeated; after so many in a row the
    /// connection is lost.
    std::chrono::milliseconds request_deadline{15'000};
    int tries = 3;
    /// How long the relay may hold a request for records back, beyond request_deadline.
    std::chrono::milliseconds hold{20'000};
    /// Between two repetitions, and before asking again somebody who answers nothing, and at once.
    std::chrono::milliseconds pause{300};
};

/// Asks the relay for a connection by requests, over a stream that is open; `open` makes further ones to the
/// same relay. Requests are numbered, so a repeated one neither loses nor doubles a record. A cancelled
/// receive() or send() loses nothing; a send() that was cancelled was not made. send() takes up to 64 KiB
/// ahead of the relay. After close(), what was sent still goes out, for at most five seconds. Failures:
/// Errc::unsupported (no such relay there), malformed, closed, timed_out, io_error.
boost::asio::awaitable<Result<std::unique_ptr<Connection>>>
connect_long_poll(ByteStream stream, StreamOpener open, std::string host, LongPollOptions options = {});

} // namespace cordee::transport
