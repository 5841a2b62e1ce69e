// Sockets that listen, opened here or by somebody else.
#pragma once

#include "core/base/descriptor.hpp"
#include "core/base/error.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace cordee::relay {

/// Bound, but not listening yet. `shared`: others of this process are bound there too, and the system spreads
/// connections over them. Throws boost::system::system_error, as the next one does.
boost::asio::ip::tcp::acceptor open_listener(const boost::asio::any_io_executor& executor,
                                             const boost::asio::ip::tcp::endpoint& endpoint, bool shared);
/// A copy of a socket that listens, so that several threads can have it.
boost::asio::ip::tcp::acceptor adopt_listener(const boost::asio::any_io_executor& executor,
                                              const Descriptor& socket);
/// The same with one that is connected, and that does not block; it is not open when the system has no room
/// for it.
boost::asio::ip::tcp::socket adopt_socket(const boost::asio::any_io_executor& executor, Descriptor connected);

struct Accepted {
    Descriptor socket; ///< does not block
    boost::asio::ip::address from;
};
/// Somebody who came to a socket that listens and does not block. Errc::not_found when nobody is there,
/// exhausted when the system has no room for one more; in both cases it is to be asked later.
Result<Accepted> accept_next(int listener);

/// Where it is bound.
boost::asio::ip::tcp::endpoint endpoint_of(int socket);

} // namespace cordee::relay
