// A connection as a program sees it that holds many of them and waits for each.
#pragma once

#include "core/transport/connection.hpp"

namespace cordee::transport {

class ServedConnection : public Connection {
public:
    /// Returns when something comes, or the other side is gone. May be cancelled, and loses nothing. What
    /// came together with the last record may go unnoticed until receive(). Not together with receive().
    virtual boost::asio::awaitable<void> wait_readable() = 0;
};

} // namespace cordee::transport
