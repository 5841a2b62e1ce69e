// What comes in by HTTP, or by HTTP inside TLS: WebSocket, long-poll, and people who wonder what this is.
#pragma once

#include "apps/relay/leg.hpp"
#include "apps/relay/polls.hpp"
#include "apps/relay/visitor.hpp"
#include "core/base/task_group.hpp"
#include "core/transport/http_server_connection.hpp"

#include <functional>
#include <memory>

namespace cordee::relay {

/// One strand; outlives what it serves.
class HttpDoor {
public:
    /// A leg begins; its place is one of the entries.
    using Enter = std::function<boost::asio::awaitable<void>(Leg, Entries::Place, std::shared_ptr<Visitor>)>;

    /// `entry_time` is for a request to come whole, and for an answer to be taken.
    HttpDoor(Entries& entries, Polls& polls, TaskGroup& tasks, std::chrono::milliseconds entry_time,
             Enter enter);

    /// One TCP connection, from its first byte of HTTP to its end.
    boost::asio::awaitable<void> serve(transport::ByteStream stream, Entries::Place place,
                                       std::shared_ptr<Visitor> visitor);
    /// For what begins from now on.
    void set_entry_time(std::chrono::milliseconds time) { entry_time_ = time; }

private:
    class Visit;

    Entries& entries_;
    Polls& polls_;
    TaskGroup& tasks_;
    std::chrono::milliseconds entry_time_;
    Enter enter_;
};

} // namespace cordee::relay
