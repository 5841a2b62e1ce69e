// To the other side without a relay.
#pragma once

#include "core/transport/candidates.hpp"
#include "core/transport/connection.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
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
};

/// Of judge_candidates(), each a little after the other; the first connection wins. Somebody else may have
/// the same private address in this network: only a handshake tells. Errc::unreachable or timed_out.
boost::asio::awaitable<Result<DirectPath>> dial_direct(std::vector<boost::asio::ip::tcp::endpoint> candidates,
                                                       DirectDialOptions options = {});

} // namespace cordee::transport
