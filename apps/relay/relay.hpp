// The relay: lets two sides of one session in, whatever they speak, and copies what they send. It reads
// nothing, keeps nothing, and opens no connection of its own.
#pragma once

#include "apps/relay/load_meter.hpp"
#include "apps/relay/shard.hpp"
#include "apps/relay/snapshot.hpp"
#include "apps/relay/upgrade.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <memory>
#include <string>
#include <vector>

namespace cordee::relay {

struct RelayConfig {
    std::string id;
    Rules rules;
    std::size_t threads = 1; ///< shards; each has another thread for its native pairs
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
    /// The same with sockets that somebody else opened, all of one address; they may be fewer than threads.
    /// Throws UserError.
    boost::asio::ip::tcp::endpoint adopt(std::vector<Descriptor> sockets);
    /// Where datagrams are forwarded, on the same conditions; without it there are none. The system's error.
    boost::system::error_code listen_for_datagrams(const std::string& address, std::uint16_t port);
    boost::system::error_code adopt_datagrams(Descriptor socket);
    [[nodiscard]] std::uint16_t datagram_port() const { return shared_.datagrams.port(); }
    /// Before run(): tickets that were used at the relay before this one.
    void inherit(InheritedTickets used);
    /// Serves until stop(), then ends every connection. The threads begin here.
    boost::asio::awaitable<void> run();
    void stop();
    /// For whom comes from now on; nobody is dropped.
    void reload(std::shared_ptr<const Rules> rules);
    /// Nobody is let in any more; pairs are sent elsewhere, spread over Limits::drain_time. run() ends when
    /// nobody is left, or soon after that time.
    void drain();
    /// The same for a relay that takes over: gives up the sockets, and tells which tickets were used, here
    /// and before. Also when this one drains already.
    boost::asio::awaitable<std::vector<UsedTicket>> release();
    /// Every socket that listens, and that of the datagrams.
    std::vector<std::pair<SocketRole, int>> sockets();

    [[nodiscard]] Snapshot snapshot() const;

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
    void set_limits();
    boost::asio::awaitable<void> begin_to_drain();
    boost::asio::awaitable<void> until_empty(std::chrono::milliseconds time);
    boost::asio::awaitable<void> keep_measuring();
    using BytesCarried = std::array<std::array<std::uint64_t, kCarrierKinds>, 2>;
    [[nodiscard]] BytesCarried bytes_carried() const;

    boost::asio::any_io_executor executor_;
    std::string id_;
    SteadyTime start_;
    std::shared_ptr<const Rules> rules_;
    const Clock& clock_; ///< of tickets
    std::shared_ptr<const InheritedTickets> inherited_;
    Shared shared_;
    std::vector<Worker> workers_;
    Signal stopping_;
    bool stopped_ = false;
    LoadMeter meter_;
    TaskGroup tasks_; ///< of this one, the shards apart
};

} // namespace cordee::relay
