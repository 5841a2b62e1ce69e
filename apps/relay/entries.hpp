// Connections that are not paired yet: how many there may be, and who goes when there are too many.
//
// Whoever has not shown a ticket may have to make room for somebody who comes later: the oldest of the same
// address, when that has all it may have; else the oldest of the address that has most of them. So a flood
// displaces itself, and whoever comes alone gets in beside it.
#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <tuple>

namespace cordee::relay {

/// Outlives its places. Any thread.
class Entries {
    struct Seat;

public:
    /// Ends a connection that makes room; called at most once, on the thread of whoever needs it, perhaps
    /// when the connection has just gone. Its place need not be gone at once, and no longer counts.
    using Shed = std::function<void()>;

    Entries(std::size_t total, std::size_t per_address) : total_{total}, per_address_{per_address} {}
    Entries(const Entries&) = delete;
    Entries& operator=(const Entries&) = delete;

    /// Gives itself back.
    class Place {
    public:
        Place(Place&&) noexcept = default;
        Place& operator=(Place&&) = delete;
        ~Place();
        /// It has shown a ticket: from now on it makes room for nobody.
        void admit();
        /// From now on it is told this way that it makes room. False when that has happened already.
        bool when_shed(Shed shed);

    private:
        friend class Entries;
        explicit Place(std::unique_ptr<Seat> seat);
        std::unique_ptr<Seat> seat_;
    };

    /// Empty when there is no room for this address, and nobody who would have to make some.
    std::optional<Place> take(const boost::asio::ip::address& address, Shed shed);
    /// For those who come from now on.
    void set_limits(std::size_t total, std::size_t per_address);

    [[nodiscard]] std::size_t taken() const;
    /// How many had to make room since the beginning.
    [[nodiscard]] std::uint64_t shed() const;

private:
    struct Visitors {
        std::size_t seats = 0;                    ///< of connections that are there
        std::size_t taken = 0;                    ///< without those that were sent away
        std::map<std::uint64_t, Seat*> strangers; ///< without a ticket, the oldest first
    };
    using ByAddress = std::map<boost::asio::ip::address, Visitors>;
    enum class Standing { stranger, admitted, leaving };
    struct Seat {
        Entries& entries;
        ByAddress::iterator from;
        std::uint64_t number; ///< the order in which they came
        Shed shed;
        Standing standing;
    };
    /// Of an address: its strangers, and how old the oldest is. The last one makes room first.
    using Crowd = std::tuple<std::size_t, std::uint64_t, boost::asio::ip::address>;

    bool make_room(const boost::asio::ip::address& from, Shed& shed);
    Shed send_away(Seat& seat);
    void admit(Seat& seat);
    bool tell_by(Seat& seat, Shed shed);
    void leave(Seat& seat);
    void stop_counting(Seat& seat);
    static Crowd crowd_of(const ByAddress::value_type& visitors);
    void add_stranger(Seat& seat);
    void remove_stranger(Seat& seat);

    mutable std::mutex mutex_; ///< for everything below, and what seats hold
    std::size_t total_;
    std::size_t per_address_;
    std::size_t taken_ = 0;
    ByAddress by_address_;
    std::set<Crowd> crowds_;
    std::uint64_t next_number_ = 0;
    std::uint64_t shed_ = 0;
};

} // namespace cordee::relay
