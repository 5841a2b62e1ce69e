// One direction of a path that is only imagined: messages in their order, as fast as its rate, as late as its
// delay. A session has priorities beside that, which this has not.
#pragma once

#include "core/base/bytes.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace cordee::author {

struct LinkShape {
    std::uint64_t rate = 0; ///< bits per second; 0: as fast as it goes
    std::chrono::milliseconds delay{0};
};

/// "256k", "10M" or "0" as a rate, "40ms" or "1s" as a delay. Empty: it makes no sense.
std::optional<std::uint64_t> parse_rate(const std::string& text);
std::optional<std::chrono::milliseconds> parse_delay(const std::string& text);

/// On one strand; everything is called from its timer, never from a call of this object.
class EmulatedLink {
public:
    /// False: no room at the other end; resume() when there is.
    using Deliver = std::function<bool(std::uint16_t channel, View message)>;
    /// A send() was refused, and now there is room.
    using Room = std::function<void()>;

    EmulatedLink(const boost::asio::any_io_executor& executor, LinkShape shape, Deliver deliver, Room room);

    /// False: enough is waiting to leave; nothing was taken.
    bool send(std::uint16_t channel, View message);
    void resume();
    /// What is under way is lost, as when an end was started anew.
    void clear();
    void shape(LinkShape shape) { shape_ = shape; }

private:
    using Time = std::chrono::steady_clock::time_point;
    struct Message {
        std::uint16_t channel;
        Bytes bytes;
        Time arrival;
    };

    void wait();
    void arrive();

    LinkShape shape_;
    Deliver deliver_;
    Room room_;
    boost::asio::steady_timer timer_;
    std::deque<Message> under_way_;
    Time last_departure_{};
    bool waiting_ = false;
    bool refused_ = false;
    std::size_t bytes_ = 0;
    std::shared_ptr<int> alive_ = std::make_shared<int>();
};

} // namespace cordee::author
