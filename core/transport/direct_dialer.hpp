// To the other side without a relay.
#pragma once

#include "core/transport/candidates.hpp"
#include "core/transport/connection.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace cordee::transport {

struct DirectPath {
    std::unique_ptr<Connection> connection;
    std::string name; ///< "direct 192.0.2.7:110"
};

struct DirectDialOptions {
    std::chrono::milliseconds stagger{150};
    std::chrono::milliseconds deadline{5'000};
    /// Whether it is the other side that answers there: somebody else may have the same private address in
    /// this network. Runs within the deadline, for several connections at the same time; the first that is
    /// true wins. Without it, the first connection wins. A connection that it was called for and that loses
    /// is closed.
    std::function<boost::asio::awaitable<bool>(Connection&)> is_peer;
};

/// Of judge_candidates(), each a little after the other. Errc::unreachable or timed_out.
boost::asio::awaitable<Result<DirectPath>> dial_direct(std::vector<boost::asio::ip::tcp::endpoint> candidates,
                                                       DirectDialOptions options = {});

} // namespace cordee::transport
