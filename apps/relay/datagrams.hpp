// Forwards datagrams between the two sides of a pair.
//
// Each begins with a token that only one side of one pair has. From it the relay learns where that side is,
// takes it off, and sends the rest to where the other side was last seen. It sends to nobody else, never more
// than it got, and says nothing of its own.
#pragma once

#include "apps/relay/budget.hpp"
#include "core/base/descriptor.hpp"
#include "core/base/random.hpp"
#include "core/wire/relay_entry.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/udp.hpp>

#include <array>
#include <atomic>
#include <map>
#include <mutex>
#include <optional>

namespace cordee::relay {

inline constexpr std::size_t kMaxDatagram = 1200; ///< without the token

/// Outlives its flows. open(), run() and close() on one strand, the rest from any thread.
class Datagrams {
public:
    explicit Datagrams(const boost::asio::any_io_executor& executor) : socket_{executor} {}
    Datagrams(const Datagrams&) = delete;
    Datagrams& operator=(const Datagrams&) = delete;

    /// Port 0: the system chooses. The system's error when the address cannot be had; then there are none.
    boost::system::error_code open(const boost::asio::ip::address& address, std::uint16_t port);
    /// The same with a socket that somebody else opened.
    boost::system::error_code adopt(Descriptor socket);
    /// The system's number of the socket, -1 without one. On the strand.
    [[nodiscard]] int native_handle();
    /// 0 when it was not opened.
    [[nodiscard]] std::uint16_t port() const { return port_; }
    /// Until close().
    boost::asio::awaitable<void> run();
    void close();

    /// The datagrams of one pair, for as long as this lives.
    class Flow {
    public:
        /// Its datagrams have a budget of their own, as large as that of the pair's records. Those beyond it
        /// are dropped.
        Flow(Datagrams& datagrams, Random& random, const crypto::RelayBudget& budget = {});
        Flow(const Flow&) = delete;
        Flow& operator=(const Flow&) = delete;
        ~Flow();

        /// What a side is told, 0 or 1.
        [[nodiscard]] wire::RelayPaired paired(std::size_t side) const;
        [[nodiscard]] std::uint64_t forwarded() const;

    private:
        friend class Datagrams;
        bool affords(std::size_t size);
        Datagrams& datagrams_;
        std::array<wire::UdpToken, 2> tokens_;
        std::array<std::optional<boost::asio::ip::udp::endpoint>, 2> seen_at_;
        std::uint64_t forwarded_ = 0;
        PairBudget budget_;
    };
    /// Of all flows since the beginning.
    [[nodiscard]] std::uint64_t forwarded() const { return datagrams_; }
    [[nodiscard]] std::uint64_t forwarded_bytes() const { return bytes_; }

    [[nodiscard]] std::size_t tokens() const;

private:
    struct Side {
        Flow* flow;
        std::size_t number;
    };
    void take(View datagram, const boost::asio::ip::udp::endpoint& from);

    boost::asio::ip::udp::socket socket_;
    std::atomic<std::uint16_t> port_ = 0;
    std::atomic<std::uint64_t> datagrams_ = 0;
    std::atomic<std::uint64_t> bytes_ = 0;
    mutable std::mutex mutex_; ///< for these, and for what flows know
    std::map<wire::UdpToken, Side> sides_;
};

} // namespace cordee::relay
