// The relay: lets two sides of one session in, whatever they speak, and copies what they send. It reads
// nothing, keeps nothing, and opens no connection of its own.
#pragma once

#include "apps/relay/shard.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <memory>
#include <string>
#include <vector>

namespace cordee::relay {

struct RelayConfig {
    std::string id;
    Credentials credentials;
    Limits limits;
    std::optional<transport::TlsServer> tls{}; ///< without it nobody is served who speaks TLS
    std::size_t threads = 1;                   ///< shards; each has another thread for its native pairs
};

/// The first shard is served by the executor that it is given, on whose strand everything is called that does
/// not say otherwise; the others have threads of their own. run() must have returned before destruction.
class Relay {
public:
    Relay(const boost::asio::any_io_executor& executor, RelayConfig config, const Clock& clock,
          Random& random);
    ~Relay();

    /// Port 0: the system chooses. Throws UserError when the address cannot be had.
    boost::asio::ip::tcp::endpoint listen(const std::string& address, std::uint16_t port);
    /// Where datagrams are forwarded, on the same conditions; without it there are none. The system's error.
    boost::system::error_code listen_for_datagrams(const std::string& address, std::uint16_t port);
    [[nodiscard]] std::uint16_t datagram_port() const { return shared_.datagrams.port(); }
    /// Serves until stop(), then ends every connection. The threads begin here.
    boost::asio::awaitable<void> run();
    void stop();

    /// These from any thread.
    [[nodiscard]] std::size_t entries() const { return shared_.entries.taken(); }
    [[nodiscard]] std::size_t waiting() const;
    [[nodiscard]] std::size_t sessions() const { return shared_.sessions.taken(); }
    [[nodiscard]] std::size_t polls() const { return shared_.polls.size(); }
    [[nodiscard]] const std::vector<Shard*>& shards() const { return shared_.shards; }

private:
    /// A shard and, but for the first one, what serves it.
    struct Worker {
        std::unique_ptr<boost::asio::io_context> io;
        std::unique_ptr<Shard> shard;
        std::thread thread;
    };
    using Guard = boost::asio::executor_work_guard<boost::asio::io_context::executor_type>;

    void listen(const boost::asio::ip::tcp::endpoint& endpoint,
                std::vector<boost::asio::ip::tcp::acceptor>& out);
    std::vector<Guard> start_threads();
    boost::asio::awaitable<void> settle();

    boost::asio::any_io_executor executor_;
    Shared shared_;
    std::vector<Worker> workers_;
    Signal stopping_;
    bool stopped_ = false;
};

} // namespace cordee::relay
