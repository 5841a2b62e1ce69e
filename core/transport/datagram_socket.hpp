// Datagrams of a session: one UDP socket for IPv4 and IPv6, for direct paths and for the relay's.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/error.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/udp.hpp>

#include <array>
#include <cstdint>

namespace cordee::transport {

/// Longest record in a datagram; what goes to a relay has a token of 16 bytes before it.
inline constexpr std::size_t kMaxDatagramRecord = 1200;
inline constexpr std::size_t kMaxDatagram = kMaxDatagramRecord + 16;

struct Datagram {
    View bytes; ///< 1..kMaxDatagram, valid until the next receive()
    boost::asio::ip::udp::endpoint from;
};

struct DatagramSocketOptions {
    std::uint16_t port = 0;     ///< 0: any
    bool only_loopback = false; ///< for tests
};

/// Lives on one strand, and knows nothing of who is on the other side: anybody can send to it.
class DatagramSocket {
public:
    /// Errc::io_error when this computer has none to give.
    static Result<DatagramSocket> open(const boost::asio::any_io_executor& executor,
                                       DatagramSocketOptions options = {});

    [[nodiscard]] std::uint16_t local_port() const { return port_; }
    /// One at a time; a cancelled one loses nothing. Empty and longer datagrams are passed over. Errc::closed
    /// after close(); nothing else ends it.
    boost::asio::awaitable<Result<Datagram>> receive();
    /// Never waits. False: it was dropped here, as the network might have done.
    bool send(View datagram, const boost::asio::ip::udp::endpoint& to) noexcept;
    /// In two parts, so that a token need not be copied before a record.
    bool send(View head, View rest, const boost::asio::ip::udp::endpoint& to) noexcept;
    void close() noexcept;

private:
    explicit DatagramSocket(boost::asio::ip::udp::socket socket);

    boost::asio::ip::udp::socket socket_;
    bool v6_ = false;
    std::uint16_t port_ = 0;
    std::array<std::uint8_t, kMaxDatagram + 1> buffer_{}; ///< one more, to see what is too long
};

} // namespace cordee::transport
