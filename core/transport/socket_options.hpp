// What every TCP socket of ours wants of the system.
#pragma once

#include <boost/asio/ip/tcp.hpp>

namespace cordee::transport {

/// Small records leave at once, a dead peer is noticed within a minute, and little waits unsent in the
/// system, so that what is urgent is not queued behind what is large.
void tune_socket(boost::asio::ip::tcp::socket& socket);
/// The same for every socket that it accepts.
void tune_acceptor(boost::asio::ip::tcp::acceptor& acceptor);

} // namespace cordee::transport
