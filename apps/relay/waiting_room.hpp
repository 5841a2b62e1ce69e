// Where the first side of a session waits for the second.
#pragma once

#include "apps/relay/leg.hpp"
#include "core/crypto/relay_ticket.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <chrono>
#include <map>
#include <optional>
#include <string>

namespace cordee::relay {

/// One strand; outlives everyone who waits in it.
class WaitingRoom {
public:
    explicit WaitingRoom(std::chrono::milliseconds pairing_time) : pairing_time_{pairing_time} {}
    WaitingRoom(const WaitingRoom&) = delete;
    WaitingRoom& operator=(const WaitingRoom&) = delete;

    /// True when the other side was here: the leg was given to it, and it goes on from there. A session that
    /// moves has a new pair before the old one ends; sides that have met are no longer known here.
    bool join_waiting(const crypto::RelayTicket& ticket, Leg& leg);

    enum class Outcome {
        met,      ///< `partner` is the other side's leg
        absent,   ///< nobody came in time
        replaced, ///< the same side came again with a newer ticket; its older connection is likely dead
        left,     ///< hung up, or spoke before its turn
        closing,  ///< nobody meets here any more
    };
    struct Wait {
        Outcome outcome = Outcome::left;
        std::optional<Leg> partner;
        std::optional<crypto::RelayBudget> partner_budget; ///< of its ticket
    };
    /// Waits with a leg that join_waiting() did not take.
    boost::asio::awaitable<Wait> wait(const crypto::RelayTicket& ticket, Leg& leg);

    /// Everybody who waits hears that they had better go elsewhere.
    void close();
    /// For those who come from now on.
    void set_pairing_time(std::chrono::milliseconds time) { pairing_time_ = time; }

    /// From any thread.
    [[nodiscard]] std::size_t size() const { return size_; }

private:
    struct Seat {
        std::string side;
        boost::asio::steady_timer time_left; ///< cancelled when something happened
        Wait met{};
        bool replaced = false;
        bool closing = false;
    };
    void leave(const ByteArray<16>& sid, const Seat& seat);

    std::chrono::milliseconds pairing_time_;
    std::map<ByteArray<16>, Seat*> seats_;
    std::atomic<std::size_t> size_ = 0;
};

} // namespace cordee::relay
