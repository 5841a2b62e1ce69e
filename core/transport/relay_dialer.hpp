// The way in through a relay: connect, prove the ticket, wait for the other side.
#pragma once

#include "core/transport/address.hpp"
#include "core/transport/connection.hpp"
#include "core/wire/relay_entry.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace cordee::transport {

/// What the broker gives one side for one relay. A ticket works once.
struct RelayPass {
    std::string ticket;
    /// The MAC over the relay's nonce under the ticket's proof key; cryptography is not this layer's
    /// business.
    std::function<wire::RelayProof(View nonce)> prove;
};

struct RelayDeadlines {
    std::chrono::milliseconds connect{10'000};
    std::chrono::milliseconds greeting{10'000};
    /// For the other side to come; a relay itself gives up earlier and says so.
    std::chrono::milliseconds pairing{45'000};
};

/// A connection whose records come from the other side of the session. Failures:
/// Errc::unreachable (no relay there), timed_out (there, but silent), malformed (not a relay),
/// refused (ticket or proof), expired, already_used, exhausted (the relay is full),
/// not_found (the other side did not come), io_error or closed (lost on the way).
boost::asio::awaitable<Result<std::unique_ptr<Connection>>> dial_relay(Address relay, RelayPass pass,
                                                                       RelayDeadlines deadlines = {});

} // namespace cordee::transport
