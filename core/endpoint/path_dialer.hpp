// What a path finder asks of the network; made of pipes in tests.
#pragma once

#include "core/endpoint/broker_types.hpp"
#include "core/endpoint/ticket_stock.hpp"
#include "core/session/path_source.hpp"
#include "core/transport/connection.hpp"
#include "core/transport/relay_try.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cordee::endpoint {

/// A connection that ends at the other side, or says it does: only a handshake tells.
struct Dialed {
    std::unique_ptr<transport::Connection> connection;
    std::string name; ///< "direct 192.0.2.7:110", "relay.example.org:443 https"
    std::optional<session::RelayedDatagrams> datagrams{}; ///< of the relay, when it takes them
    boost::asio::ip::address peer;                        ///< of a direct connection
};

/// One strand; outlives every call.
class PathDialer {
public:
    using TakeTicket = std::function<std::optional<RelayTicket>()>;

    virtual ~PathDialer() = default;
    /// Reaches the relay by what `place` leaves, takes a ticket when it has answered, and waits there for the
    /// other side. Errors as in transport::enter_relay; Errc::exhausted without a ticket.
    virtual boost::asio::awaitable<Result<Dialed>> enter(TicketStock::Place place, TakeTicket take) = 0;
    /// What the last enter() that reached no relay had tried.
    [[nodiscard]] virtual std::vector<transport::RelayTry> last_tries() const { return {}; }
    /// The first of the addresses that answers.
    virtual boost::asio::awaitable<Result<Dialed>>
    dial(std::vector<boost::asio::ip::tcp::endpoint> candidates) = 0;
    /// The next direct connection from outside. Errc::unsupported when nothing listens.
    virtual boost::asio::awaitable<Result<Dialed>> accept() = 0;
    /// Where accept() listens, "host:port".
    [[nodiscard]] virtual std::vector<std::string> own_candidates() const = 0;
};

} // namespace cordee::endpoint
