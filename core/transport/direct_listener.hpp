// Waits for the other side to come without a relay. Records follow at once; who it is shows the session.
#pragma once

#include "core/transport/connection.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstdint>
#include <memory>

namespace cordee::transport {

/// What firewalls are asked to let in, when this program may have it.
inline constexpr std::uint16_t kDirectPort = 110;

struct DirectListenerOptions {
    std::uint16_t port = kDirectPort; ///< 0: any
    bool only_loopback = false;       ///< for tests
};

struct DirectArrival {
    std::unique_ptr<Connection> connection;
    boost::asio::ip::tcp::endpoint from;
};

/// IPv4 and IPv6 on one port. Anybody can connect: the one who accepts keeps few, and none for long, before
/// they have proved who they are.
class DirectListener {
public:
    /// On the wished port, or any other when that one is taken or not allowed. Errc::io_error when this
    /// computer lets nothing listen.
    static Result<DirectListener> open(const boost::asio::any_io_executor& executor,
                                       DirectListenerOptions options = {});

    [[nodiscard]] std::uint16_t port() const { return port_; }
    /// One at a time. Errc::closed after close(); a connection that is gone before it is accepted is passed
    /// over.
    boost::asio::awaitable<Result<DirectArrival>> accept();
    void close() noexcept;

private:
    explicit DirectListener(boost::asio::ip::tcp::acceptor acceptor);

    boost::asio::ip::tcp::acceptor acceptor_;
    std::uint16_t port_ = 0;
};

} // namespace cordee::transport
