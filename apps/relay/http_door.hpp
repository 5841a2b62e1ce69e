// What comes in by HTTP, or by HTTP inside TLS: WebSocket, long-poll, and people who wonder what this is.
#pragma once

#include "apps/relay/leg.hpp"
#include "apps/relay/polls.hpp"
#include "apps/relay/quota.hpp"
#include "core/base/task_group.hpp"
#include "core/transport/http_server_connection.hpp"

#include <functional>

namespace cordee::relay {

/// One strand; outlives what it serves.
class HttpDoor {
public:
    /// A leg begins; its place is one of the entries.
    using Enter = std::function<boost::asio::awaitable<void>(Leg, Quota::Place, boost::asio::ip::address)>;

    /// `entry_time` is for a request to come whole, and for an answer to be taken.
    HttpDoor(Quota& entries, Polls& polls, TaskGroup& tasks, std::chrono::milliseconds entry_time,
             Enter enter);

    /// One TCP connection, from its first byte of HTTP to its end.
    boost::asio::awaitable<void> serve(transport::ByteStream stream, Quota::Place place,
                                       boost::asio::ip::address from);

private:
    class Visit;

    Quota& entries_;
    Polls& polls_;
    TaskGroup& tasks_;
    std::chrono::milliseconds entry_time_;
    Enter enter_;
};

} // namespace cordee::relay
