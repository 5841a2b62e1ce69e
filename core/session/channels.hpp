// Ordered messages on many channels over the path of the moment: one coroutine per direction,
// acknowledgements, signs of life, and the last word. Paths come and go; what was not acknowledged is sent
// again on the next one.
#pragma once

#include "core/base/signal.hpp"
#include "core/session/control_message.hpp"
#include "core/session/ended.hpp"
#include "core/session/inbox.hpp"
#include "core/session/outbox.hpp"
#include "core/session/secure_link.hpp"
#include "core/session/timing.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>
#include <optional>

namespace cordee::session {

/// Lives on one strand.
class Channels {
public:
    /// An error ends the session as damaged: what came is authentic, so the other side broke the rules.
    class Listener {
    public:
        virtual ~Listener() = default;
        virtual Result<void> control(ControlMessage message) = 0;
        virtual Result<void> message(std::uint16_t channel, Bytes message) = 0;
        /// One that could be lost on the way.
        virtual Result<void> unreliable(std::uint16_t channel, View message) = 0;
        /// Messages on other channels are dropped.
        [[nodiscard]] virtual bool is_open(std::uint16_t channel) const = 0;
        /// The path is gone; nothing travels until adopt(). give_up() ends the session instead.
        virtual void path_broken(Ending why) = 0;
        /// Nothing was heard for a while, though something should have been.
        virtual void path_suspect() = 0;
    };
    using LinkPtr = std::shared_ptr<SecureLink>;

    Channels(const boost::asio::any_io_executor& strand, LinkPtr link, Listener& listener,
             const Timing& timing);

    /// Nothing has shown yet that the other side has the keys: without a record in time this ends.
    void expect_confirmation() { confirmed_ = false; }
    /// Until the end. Once.
    boost::asio::awaitable<Ended> run();

    void send_control(const ControlMessage& message);
    void send(std::uint16_t channel, PriorityClass priority, Bytes message);
    /// At most kMaxUnreliable bytes.
    void send_unreliable(std::uint16_t channel, PriorityClass priority, Bytes message);
    /// Something of this class went to the other side beside the link, and perhaps through the same network.
    void sent_elsewhere(PriorityClass priority);
    /// Forgets what waits to be sent and what has half arrived.
    void drop(const std::function<bool(std::uint16_t channel)>& on);
    /// Says goodbye; what waits on other channels than control is dropped, and what arrives from now on too.
    /// run() returns within Timing::farewell. The first call counts.
    void end(Ending ending);
    /// Ends at once, with nothing said.
    void give_up(Ended ended);

    /// From here on this link carries; a former one is closed. What the other side does not have is sent
    /// again. `first` is a record's plaintext that came on it already. Errc::unexpected: the other side
    /// expects what is no longer kept or was never sent, and the session cannot go on.
    Result<void> adopt(LinkPtr link, std::uint64_t peer_expects, View first = {});
    [[nodiscard]] bool connected() const { return link_ != nullptr; }

    /// Next expected from the other side.
    [[nodiscard]] std::uint64_t receive_next() const { return inbox_.next_expected(); }
    [[nodiscard]] const Outbox& outbox() const { return outbox_; }
    [[nodiscard]] const PathEstimate& estimate() const { return estimate_; }

    /// Frames that came another way than the link, such as by datagram: the end that they bring, if they do.
    void take_unreliable(const wire::Frame& frame);

private:
    boost::asio::awaitable<Ended> read();
    boost::asio::awaitable<Ended> write();
    /// Until there may be something to send.
    boost::asio::awaitable<void> wait_for_departure();
    boost::asio::awaitable<Ended> watch_silence();
    boost::asio::awaitable<Ended> keep_alive();
    boost::asio::awaitable<Ended> acknowledge();
    /// The end does not wait for a side that stopped reading, or for a path.
    boost::asio::awaitable<Ended> limit_farewell();
    boost::asio::awaitable<Ended> wait_for_end();
    boost::asio::awaitable<void> pause(std::chrono::milliseconds time);

    /// The next record's plaintext; `last` says that it is the goodbye.
    Bytes compose(bool& last);
    /// The end that a record's frames bring, if they do.
    std::optional<Ended> take_record(View plaintext);
    Result<void> take_frame(const wire::Frame& frame);
    Result<void> take_message(const wire::Frame& frame);
    void lose(const LinkPtr& link, Errc error);
    void want_acknowledgement();

    boost::asio::any_io_executor strand_;
    LinkPtr link_; ///< null between paths
    Listener& listener_;
    Timing timing_;
    Outbox outbox_;
    Inbox inbox_;
    PathEstimate estimate_;
    Signal to_write_;
    Signal to_read_;
    Signal to_acknowledge_;
    Signal ended_;
    int unacknowledged_ = 0; ///< frames that came
    bool acknowledge_now_ = false;
    SteadyTime acknowledged_at_{};
    std::optional<Ending> ending_;
    bool farewell_is_late_ = false;
    std::optional<Ended> over_;
    bool confirmed_ = true;
    SteadyTime last_heard_;
    SteadyTime waiting_since_{}; ///< for an acknowledgement
};

} // namespace cordee::session
