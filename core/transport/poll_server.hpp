// The relay's half of one long-poll connection: requests on one side, records on the other.
#pragma once

#include "core/base/signal.hpp"
#include "core/transport/served_connection.hpp"

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <memory>

namespace cordee::transport {

struct PollServerOptions {
    std::chrono::milliseconds hold{20'000};    ///< how long a `down` waits for something
    std::chrono::milliseconds silence{45'000}; ///< without a request the connection ends
};

/// The status of a reply, and its body when that is 200. Others: 204 done or nothing there; 400 a body that
/// is none, which ends the connection; 404 there is no such connection; 409 another number was expected, or a
/// newer request took the place of this one; 410 nothing more will come.
struct PollReply {
    unsigned status = 204;
    std::shared_ptr<const Bytes> body{};
};

/// Holds at most two bodies from the side, and for it one that it may ask for again and one of 64 KiB (or one
/// record) that grows. One strand; whoever calls up() or down() owns a share.
class PollServer : public std::enable_shared_from_this<PollServer> {
public:
    explicit PollServer(const boost::asio::any_io_executor& executor, PollServerOptions options = {});

    /// Answers when there is room for the records in it.
    boost::asio::awaitable<PollReply> up(std::uint64_t number, Bytes body);
    boost::asio::awaitable<PollReply> down(std::uint64_t number);
    /// The side leaves: what it sent can still be received.
    void end();
    [[nodiscard]] bool is_closed() const { return closed_; }

    /// The other face of this; call it once. It closes this when it is destroyed.
    std::unique_ptr<ServedConnection> connection();

private:
    friend class PollConnection;

    void touch();
    void changed();
    void close();

    PollServerOptions options_;
    Signal changed_;
    boost::asio::steady_timer down_wait_; ///< cancelled when there is news for the one who waits
    boost::asio::steady_timer silence_;

    std::uint64_t next_up_ = 0;
    std::uint64_t up_turn_ = 0; ///< tells the newest of two requests with the same number
    Bytes arrived_;             ///< a checked body that nobody has begun to receive
    Bytes current_;
    View rest_;         ///< of current_, not yet received
    bool left_ = false; ///< nothing more comes from the side

    std::uint64_t next_down_ = 0;
    std::uint64_t down_turn_ = 0;
    std::shared_ptr<const Bytes> kept_; ///< what `next_down_ - 1` was answered with, until it is acknowledged
    Bytes outgoing_;
    bool finished_ = false; ///< nothing more goes to the side
    bool closed_ = false;
};

} // namespace cordee::transport
