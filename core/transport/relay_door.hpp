// The entry to a relay, from its greeting to its answer, whatever carries it.
#pragma once

#include "core/transport/connection.hpp"
#include "core/wire/relay_entry.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <memory>

namespace cordee::transport {

/// The calls come in this order, each once. No deadlines of their own.
class RelayDoor {
public:
    RelayDoor() = default;
    RelayDoor(const RelayDoor&) = delete;
    RelayDoor& operator=(const RelayDoor&) = delete;
    virtual ~RelayDoor() = default;

    /// Errc::malformed when it is no relay that speaks, closed or io_error when nobody does.
    virtual boost::asio::awaitable<Result<wire::RelayNonce>> greeting() = 0;
    /// Shows the entry, and waits for what the relay decides. Errc::refused, expired, already_used,
    /// exhausted, not_found as RelayAnswer has them; malformed, closed, io_error.
    virtual boost::asio::awaitable<Result<wire::RelayPaired>> enter(View entry) = 0;
    /// What leads to the other side now.
    virtual std::unique_ptr<Connection> pass() = 0;
};

/// Over TCP that is connected to the relay.
std::unique_ptr<RelayDoor> make_native_door(boost::asio::ip::tcp::socket socket);
/// Over WebSocket or long-poll.
std::unique_ptr<RelayDoor> make_message_door(std::unique_ptr<Connection> connection);

} // namespace cordee::transport
