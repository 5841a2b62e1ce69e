// Where a session gets further connections to the other side from, while it runs. core/endpoint implements
// this over relays and direct addresses, tests with pipes.
#pragma once

#include "core/transport/connection.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/udp.hpp>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cordee::session {

/// Where a relay takes datagrams of this session.
struct RelayedDatagrams {
    boost::asio::ip::udp::endpoint at;
    ByteArray<16> token{};
};

struct NewPath {
    std::unique_ptr<transport::Connection> connection;
    /// Lower is better: 0 is direct, what goes through a relay is more.
    int rank = 1;
    /// For the person and the log: "direct 192.0.2.7:110", "relay.example.org:443 https".
    std::string name{};
    /// Of the relay that the connection goes through, when it takes datagrams too.
    std::optional<RelayedDatagrams> datagrams = std::nullopt;
};

/// Called on the session's strand; outlives the session's run().
class PathSource {
public:
    virtual ~PathSource() = default;
    /// The next connection that ends at the other side, better than `worse_than` in rank. Tries for as long
    /// as it takes, at its own pace, until it is cancelled. The other side asks its own source meanwhile. A
    /// cancelled call loses nothing but the tickets that it had shown.
    virtual boost::asio::awaitable<NewPath> next(int worse_than) = 0;
    /// Where this side can be reached without a relay, "host:port", for the other side.
    [[nodiscard]] virtual std::vector<std::string> own_candidates() const = 0;
    /// The other side's, from inside the session; they replace the former ones. At most 8, judged by the
    /// source.
    virtual void peer_candidates(std::vector<std::string> candidates) = 0;
    /// The session goes through this one of its connections now, by name; the others are spare.
    virtual void in_use(const std::string& /*name*/) {}
};

} // namespace cordee::session
