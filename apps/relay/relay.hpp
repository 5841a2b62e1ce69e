// The relay: lets two sides of one session in, whatever they speak, and copies what they send. It reads
// nothing, keeps nothing, and opens no connection of its own.
#pragma once

#include "apps/relay/datagrams.hpp"
#include "apps/relay/forward.hpp"
#include "apps/relay/gate.hpp"
#include "apps/relay/http_door.hpp"
#include "apps/relay/limits.hpp"
#include "apps/relay/quota.hpp"
#include "apps/relay/waiting_room.hpp"
#include "core/base/random.hpp"
#include "core/base/task_group.hpp"
#include "core/transport/tls_server.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <list>
#include <string>

namespace cordee::relay {

struct RelayConfig {
    std::string id;
    Credentials credentials;
    Limits limits;
    std::optional<transport::TlsServer> tls{}; ///< without it nobody is served who speaks TLS
};

/// Everything happens on one strand. run() must have returned before destruction.
class Relay {
public:
    Relay(const boost::asio::any_io_executor& executor, RelayConfig config, const Clock& clock,
          Random& random);

    /// Port 0: the system chooses. Throws UserError when the address cannot be had.
    boost::asio::ip::tcp::endpoint listen(const std::string& address, std::uint16_t port);
    /// Where datagrams are forwarded, on the same conditions; without it there are none. The system's error.
    boost::system::error_code listen_for_datagrams(const std::string& address, std::uint16_t port);
    [[nodiscard]] std::uint16_t datagram_port() const { return datagrams_.port(); }
    /// Serves until stop(), then ends every connection.
    boost::asio::awaitable<void> run();
    void stop();

    [[nodiscard]] std::size_t entries() const { return entries_.taken(); }
    [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }
    [[nodiscard]] std::size_t sessions() const { return sessions_.taken(); }
    [[nodiscard]] std::size_t polls() const { return polls_.size(); }

private:
    using Socket = boost::asio::ip::tcp::socket;

    boost::asio::awaitable<void> accept(boost::asio::ip::tcp::acceptor& acceptor);
    boost::asio::awaitable<void> receive(Socket socket);
    boost::asio::awaitable<void> enter(Leg leg, Quota::Place place, boost::asio::ip::address from);
    boost::asio::awaitable<Result<crypto::RelayTicket>> admit(Leg& leg, wire::RelayNonce nonce);
    boost::asio::awaitable<std::optional<Leg>> await_partner(const crypto::RelayTicket& ticket, Leg& leg);
    boost::asio::awaitable<void> serve_pair(const crypto::RelayTicket& ticket, Leg first, Leg second);

    boost::asio::any_io_executor executor_;
    Limits limits_;
    Random& random_;
    std::optional<transport::TlsServer> tls_;
    Gate gate_;
    Quota entries_;
    Quota sessions_;
    WaitingRoom waiting_;
    Datagrams datagrams_;
    Polls polls_;
    std::list<boost::asio::ip::tcp::acceptor> acceptors_;
    Signal stopping_;
    bool stopped_ = false;
    std::uint64_t pairs_ = 0;
    TaskGroup tasks_;
    HttpDoor http_;
};

} // namespace cordee::relay
