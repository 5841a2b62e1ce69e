// Where everybody comes in, and where native sides stay until they are paired: from the first byte to the
// ticket, while they wait for their partner, and while they are told that they cannot enter.
//
// After a relay has died thousands of sides come at once. So each of them is a record here and a few system
// calls, without a coroutine or a timer of its own. Whoever speaks TLS or HTTP goes on elsewhere.
#pragma once

#include "apps/relay/arrival.hpp"
#include "apps/relay/counters.hpp"
#include "apps/relay/limits.hpp"
#include "apps/relay/waiting_room.hpp"
#include "core/base/clock.hpp"
#include "core/base/descriptor.hpp"
#include "core/base/random.hpp"
#include "core/transport/recognise.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <set>
#include <unordered_map>
#include <utility>

namespace cordee::relay {

/// One strand. What run() and keep_deadlines() do has ended before close().
class NativeDoor {
public:
    using Address = boost::asio::ip::address;

    /// Who has not said anything native, of which nothing was read.
    struct Stranger {
        Descriptor socket;
        transport::Spoken spoken;
        Entries::Place place;
        Address from;
    };
    /// Whom the door reports to.
    class House {
    public:
        House() = default;
        House(const House&) = delete;
        House& operator=(const House&) = delete;
        virtual ~House() = default;
        virtual void speaks_otherwise(Stranger stranger) = 0;
        [[nodiscard]] virtual Result<crypto::RelayTicket> check(const wire::RelayNonce& nonce,
                                                                const wire::RelayEntry& entry) = 0;
        virtual void showed_ticket(Arrival arrival) = 0;
        virtual void met(Arrival waiting, Arrival coming) = 0;
        virtual void waited_in_vain(Arrival arrival, WaitingRoom::Outcome why) = 0;
    };
    /// What the door shares with the rest of its shard.
    struct Surroundings {
        Entries& entries;
        WaitingRoom& waiting;
        Counters& counters;
        Random& random;
    };

    /// Throws std::system_error when the system has no descriptors left.
    NativeDoor(const boost::asio::any_io_executor& executor, Surroundings around, const Limits& limits,
               House& house);
    ~NativeDoor();

    /// A connection that does not block, from its first byte.
    void receive(Descriptor socket, const Address& from);
    /// A native side stays until its partner comes.
    void wait(Arrival arrival);
    /// A native side is told, and has a moment to hang up: closing over unread bytes would reset the
    /// connection and could swallow the answer.
    void turn_away(Arrival arrival, wire::RelayAnswer answer);
    /// For what begins from now on.
    void set_limits(const Limits& limits);

    /// For ever; these two are the door's work.
    boost::asio::awaitable<void> run();
    boost::asio::awaitable<void> keep_deadlines();
    /// Everybody has to go.
    void close();

private:
    enum class Stage : std::uint8_t { silent, entering, waiting, leaving };
    struct Guest;
    using Number = std::uint64_t;

    Guest* add(std::unique_ptr<Guest> guest, Stage stage, std::chrono::milliseconds time);
    std::unique_ptr<Guest> remove(Guest& guest);
    void step(Guest& guest, Stage stage, std::chrono::milliseconds time);
    void turn();
    void handle(Guest& guest);
    void hear_first_byte(Guest& guest);
    void hear_entry(Guest& guest);
    bool greet(Guest& guest);
    void hear_whole_entry(Guest& guest);
    void refuse(Guest& guest, boost::system::error_code error);
    void say_farewell(Guest& guest, wire::RelayAnswer answer);
    void ignore(Guest& guest);
    void expire(Guest& guest);
    void shed(Number number);
    Arrival arrival_of(Guest& guest);

    boost::asio::any_io_executor executor_;
    Surroundings around_;
    House& house_;
    std::chrono::milliseconds first_byte_time_;
    std::chrono::milliseconds entry_time_;
    std::chrono::milliseconds pairing_time_;
    boost::asio::posix::stream_descriptor events_; ///< readable when a guest is
    boost::asio::steady_timer next_due_;
    SteadyTime armed_ = SteadyTime::max();
    Number next_number_ = 0;
    std::unordered_map<Number, std::unique_ptr<Guest>> guests_;
    std::set<std::pair<SteadyTime, Number>> due_;
};

} // namespace cordee::relay
