// Where the first side of a session waits for the second.
#pragma once

#include "apps/relay/arrival.hpp"

#include <atomic>
#include <cstdint>
#include <map>
#include <string>

namespace cordee::relay {

/// Knows who waits; how they wait is their business. One strand; outlives everyone who waits in it.
class WaitingRoom {
public:
    enum class Outcome : std::uint8_t {
        absent,   ///< nobody came in time
        replaced, ///< the same side came again with a newer ticket; its older connection is likely dead
        closing,  ///< nobody meets here any more
    };
    /// One of these is called at most, once, and the waiter is no longer in the room then.
    class Waiter {
    public:
        Waiter() = default;
        Waiter(const Waiter&) = delete;
        Waiter& operator=(const Waiter&) = delete;
        virtual ~Waiter() = default;
        virtual void met(Arrival other) = 0;
        /// Never `absent`: the waiter itself has the clock.
        virtual void in_vain(Outcome why) = 0;
    };

    WaitingRoom() = default;
    WaitingRoom(const WaitingRoom&) = delete;
    WaitingRoom& operator=(const WaitingRoom&) = delete;

    /// True when the other side was here: it has the arrival now. A session that moves has a new pair before
    /// the old one ends; sides that have met are no longer known here.
    bool meet(Arrival& arrival);
    /// Somebody whom meet() did not take sits down.
    void enter(const crypto::RelayTicket& ticket, Waiter& waiter);
    /// Somebody does not wait any longer, and may have left already.
    void leave(const ByteArray<16>& sid, const Waiter& waiter);
    /// Everybody who waits hears that they had better go elsewhere.
    void close();

    /// From any thread.
    [[nodiscard]] std::size_t size() const { return size_; }

private:
    struct Seat {
        std::string side;
        Waiter* waiter = nullptr;
    };
    std::map<ByteArray<16>, Seat> seats_;
    std::atomic<std::size_t> size_ = 0;
};

} // namespace cordee::relay
