// The relay: lets two sides of one session in and copies bytes between them. It reads nothing, keeps
// nothing, and opens no connection of its own.
#pragma once

#include "apps/relay/forward.hpp"
#include "apps/relay/gate.hpp"
#include "apps/relay/limits.hpp"
#include "apps/relay/quota.hpp"
#include "apps/relay/waiting_room.hpp"
#include "core/base/random.hpp"
#include "core/base/task_group.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <list>
#include <string>

namespace cordee::relay {

struct RelayConfig {
    std::string id;
    Credentials credentials;
    Limits limits;
};

/// Everything happens on one strand. run() must have returned before destruction.
class Relay {
public:
    Relay(const boost::asio::any_io_executor& executor, RelayConfig config, const Clock& clock,
          Random& random);

    /// Port 0: the system chooses. Throws UserError when the address cannot be had.
    boost::asio::ip::tcp::endpoint listen(const std::string& address, std::uint16_t port);
    /// Serves until stop(), then ends every connection.
    boost::asio::awaitable<void> run();
    void stop();

    [[nodiscard]] std::size_t entries() const { return entries_.taken(); }
    [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }
    [[nodiscard]] std::size_t sessions() const { return sessions_.taken(); }

private:
    using Socket = boost::asio::ip::tcp::socket;

    boost::asio::awaitable<void> accept(boost::asio::ip::tcp::acceptor& acceptor);
    boost::asio::awaitable<void> receive_side(Socket socket);
    boost::asio::awaitable<std::optional<crypto::RelayTicket>> enter(Socket& socket);
    boost::asio::awaitable<Result<crypto::RelayTicket>> read_entry(Socket& socket, wire::RelayNonce nonce);
    boost::asio::awaitable<std::optional<Socket>> await_partner(const crypto::RelayTicket& ticket,
                                                                Socket& socket);
    boost::asio::awaitable<void> serve_pair(const crypto::RelayTicket& ticket, Socket first, Socket second);

    boost::asio::any_io_executor executor_;
    Limits limits_;
    Random& random_;
    Gate gate_;
    Quota entries_;
    Quota sessions_;
    WaitingRoom waiting_;
    std::list<boost::asio::ip::tcp::acceptor> acceptors_;
    Signal stopping_;
    bool stopped_ = false;
    std::uint64_t pairs_ = 0;
    TaskGroup tasks_;
};

} // namespace cordee::relay
