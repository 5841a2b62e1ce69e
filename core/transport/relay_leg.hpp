// The way in through a relay that was reached: prove the ticket, wait for the other side.
#pragma once

#include "core/transport/reach_relay.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/udp.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace cordee::transport {

/// What the broker gives one side for one relay. A ticket works once.
struct RelayPass {
    std::string ticket;
    /// The MAC over the relay's nonce under the ticket's proof key; cryptography is not this layer's
    /// business.
    std::function<wire::RelayProof(View nonce)> prove;
};

/// A connection whose records come from the other side of the session.
struct RelayLeg {
    std::unique_ptr<Connection> connection;
    std::string name; ///< name_of(ReachedRelay)
    /// Where the relay takes datagrams of this session, each with the token before it. Empty when it takes
    /// none, or when its address is not known here.
    std::optional<boost::asio::ip::udp::endpoint> udp;
    wire::UdpToken udp_token{};
};

inline constexpr std::chrono::milliseconds kPairingDeadline{45'000};

/// Within `pairing` the other side has to come; a relay itself gives up earlier and says so. Failures:
/// Errc::timed_out (the relay says nothing), malformed (it is none), refused (ticket or proof), expired,
/// already_used, exhausted (the relay is full), not_found (the other side did not come), io_error or closed
/// (lost on the way).
boost::asio::awaitable<Result<RelayLeg>> enter_relay(ReachedRelay relay, RelayPass pass,
                                                     std::chrono::milliseconds pairing = kPairingDeadline);

} // namespace cordee::transport
