// Ordered messages on many channels over one secure link: one coroutine per direction, acknowledgements,
// signs of life, and the last word.
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
        /// Messages on other channels are dropped.
        [[nodiscard]] virtual bool is_open(std::uint16_t channel) const = 0;
    };

    Channels(const boost::asio::any_io_executor& strand, SecureLink link, Listener& listener,
             const Timing& timing);

    /// Until the end. Once.
    boost::asio::awaitable<Ended> run();

    void send_control(const ControlMessage& message);
    void send(std::uint16_t channel, PriorityClass priority, Bytes message);
    /// Forgets what waits to be sent and what has half arrived.
    void drop(const std::function<bool(std::uint16_t channel)>& on);
    /// Says goodbye; what waits on other channels than control is dropped, and what arrives from now on too.
    /// run() returns within Timing::farewell. The first call counts.
    void end(Ending ending);

private:
    boost::asio::awaitable<Ended> read();
    boost::asio::awaitable<Ended> write();
    boost::asio::awaitable<Ended> watch_silence();
    boost::asio::awaitable<Ended> keep_alive();
    boost::asio::awaitable<Ended> acknowledge();
    /// The end does not wait for a side that stopped reading.
    boost::asio::awaitable<Ended> limit_farewell();
    boost::asio::awaitable<void> pause(std::chrono::milliseconds time);

    /// The end that a record's frames bring, if they do.
    std::optional<Ended> take_record(View plaintext);
    Result<void> take_message(const wire::Frame& frame);
    [[nodiscard]] Ended broken(Errc error) const;
    void want_acknowledgement();

    boost::asio::any_io_executor strand_;
    SecureLink link_;
    Listener& listener_;
    Timing timing_;
    Outbox outbox_;
    Inbox inbox_;
    Signal to_write_;
    Signal to_acknowledge_;
    Signal ended_;
    int unacknowledged_ = 0; ///< frames that came
    bool acknowledge_now_ = false;
    std::optional<Ending> ending_;
    SteadyTime last_heard_;
};

} // namespace cordee::session
