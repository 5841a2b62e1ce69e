// Where the datagrams of a session leave and arrive. UdpPort is the real one, tests have their own.
#pragma once

#include "core/transport/candidates.hpp"
#include "core/transport/datagram_socket.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/udp.hpp>

#include <string>
#include <vector>

namespace cordee::session {

using UdpAddress = boost::asio::ip::udp::endpoint;

/// Called on the session's strand; outlives the session's run().
class DatagramPort {
public:
    struct Arrival {
        View record; ///< valid until the next receive()
        UdpAddress from;
    };

    virtual ~DatagramPort() = default;
    virtual boost::asio::awaitable<Result<Arrival>> receive() = 0;
    /// Never waits. `head` is the relay's token, or empty. False: dropped here.
    virtual bool send(View head, View record, const UdpAddress& to) noexcept = 0;
    /// Where it can be reached without a relay, "address:port", at most 8.
    [[nodiscard]] virtual std::vector<std::string> candidates() const = 0;
    /// Whether datagrams may go where the other side says that it is.
    [[nodiscard]] virtual bool may_reach(const UdpAddress& named) const
    {
        (void)named;
        return true;
    }
};

class UdpPort final : public DatagramPort {
public:
    /// `loopback`: for tests.
    UdpPort(transport::DatagramSocket socket, std::vector<std::string> candidates, bool loopback = false)
        : socket_{std::move(socket)}, candidates_{std::move(candidates)}, loopback_{loopback}
    {}
    boost::asio::awaitable<Result<Arrival>> receive() override
    {
        const auto datagram = co_await socket_.receive();
        if (!datagram)
            co_return datagram.error();
        co_return Arrival{datagram->bytes, datagram->from};
    }
    bool send(View head, View record, const UdpAddress& to) noexcept override
    {
        return socket_.send(head, record, to);
    }
    [[nodiscard]] std::vector<std::string> candidates() const override { return candidates_; }
    [[nodiscard]] bool may_reach(const UdpAddress& named) const override
    {
        return transport::is_usable_address(named.address(), loopback_) &&
               transport::leads_to_a_side(named.address(), named.port(), transport::own_addresses());
    }

private:
    transport::DatagramSocket socket_;
    std::vector<std::string> candidates_;
    bool loopback_;
};

} // namespace cordee::session
