// A connection on which the other side has spoken first.
#pragma once

#include "core/transport/connection.hpp"

#include <memory>

namespace cordee::endpoint {

/// Waits for the first record, which the connection that comes back then receives again. Of several
/// connections this tells the one that the other side chose. Errors are those of Connection::receive().
boost::asio::awaitable<Result<std::unique_ptr<transport::Connection>>>
first_record(std::unique_ptr<transport::Connection> connection);

} // namespace cordee::endpoint
