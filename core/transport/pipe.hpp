// Two connections that end in each other, in memory: what tests and in-process peers use.
#pragma once

#include "core/transport/connection.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>
#include <memory>

namespace cordee::transport {

struct Pipe {
    std::unique_ptr<Connection> first;
    std::unique_ptr<Connection> second;
};

/// Both ends live on the given strand. Like a socket, a direction holds `capacity` bytes, then send() waits;
/// one record always fits. Records sent before close() still arrive.
Pipe make_pipe(const boost::asio::any_io_executor& executor, std::size_t capacity = 2 * kMaxRecord);

} // namespace cordee::transport
