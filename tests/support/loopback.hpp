// Connected TCP sockets on 127.0.0.1.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <utility>

namespace cordee::test {

/// A listener on a port that the system chose.
inline boost::asio::ip::tcp::acceptor loopback_listener(boost::asio::io_context& io)
{
    using boost::asio::ip::tcp;
    return {io, tcp::endpoint{boost::asio::ip::address_v4::loopback(), 0}};
}

inline std::pair<boost::asio::ip::tcp::socket, boost::asio::ip::tcp::socket>
loopback_pair(boost::asio::io_context& io)
{
    auto listener = loopback_listener(io);
    boost::asio::ip::tcp::socket first{io};
    first.connect(listener.local_endpoint());
    return {std::move(first), listener.accept()};
}

} // namespace cordee::test
