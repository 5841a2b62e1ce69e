#include "apps/relay/entries.hpp"

#include "apps/relay/subscriber.hpp"

#include <utility>

namespace cordee::relay {

namespace ip = boost::asio::ip;

Entries::Place::Place(std::unique_ptr<Seat> seat) : seat_{std::move(seat)} {}

Entries::Place::~Place()
{
    if (seat_)
        seat_->entries.leave(*seat_);
}

void Entries::Place::admit()
{
    if (seat_)
        seat_->entries.admit(*seat_);
}

bool Entries::Place::when_shed(Shed shed)
{
    return seat_ && seat_->entries.tell_by(*seat_, std::move(shed));
}

std::optional<Entries::Place> Entries::take(const ip::address& address, Shed shed)
{
    const auto from = subscriber(address);
    Shed send_away; // called when others may take a place again
    std::unique_ptr<Seat> seat;
    {
        const std::scoped_lock lock{mutex_};
        if (!make_room(from, send_away))
            return std::nullopt;
        const auto at = by_address_.try_emplace(from).first;
        ++taken_;
        ++at->second.taken;
        ++at->second.seats;
        seat.reset(new Seat{*this, at, next_number_++, std::move(shed), Standing::stranger});
        add_stranger(*seat);
    }
    if (send_away)
        send_away();
    return Place{std::move(seat)};
}

void Entries::set_limits(std::size_t total, std::size_t per_address)
{
    const std::scoped_lock lock{mutex_};
    total_ = total;
    per_address_ = per_address;
}

std::size_t Entries::taken() const
{
    const std::scoped_lock lock{mutex_};
    return taken_;
}

std::uint64_t Entries::shed() const
{
    const std::scoped_lock lock{mutex_};
    return shed_;
}

/// False when there is none, and none can be made. `shed` is how to tell somebody who made some.
bool Entries::make_room(const ip::address& from, Shed& shed)
{
    const auto found = by_address_.find(from);
    const bool full_here = found != by_address_.end() && found->second.taken >= per_address_;
    const bool full = taken_ >= total_;
    if (full_here ? found->second.strangers.empty() : full && crowds_.empty())
        return false;
    const bool too_many = taken_ > total_ || (full_here && found->second.taken > per_address_);
    if (too_many) // the limits were lowered
        return false;
    if (full_here)
        shed = send_away(*found->second.strangers.begin()->second);
    else if (full)
        shed = send_away(*by_address_.at(std::get<ip::address>(*crowds_.rbegin())).strangers.begin()->second);
    return true;
}

Entries::Shed Entries::send_away(Seat& seat)
{
    remove_stranger(seat);
    stop_counting(seat);
    ++shed_;
    return std::move(seat.shed);
}

void Entries::admit(Seat& seat)
{
    const std::scoped_lock lock{mutex_};
    if (seat.standing != Standing::stranger)
        return;
    remove_stranger(seat);
    seat.standing = Standing::admitted;
}

bool Entries::tell_by(Seat& seat, Shed shed)
{
    const std::scoped_lock lock{mutex_};
    seat.shed = std::move(shed);
    return seat.standing != Standing::leaving;
}

void Entries::leave(Seat& seat)
{
    const std::scoped_lock lock{mutex_};
    if (seat.standing == Standing::stranger)
        remove_stranger(seat);
    if (seat.standing != Standing::leaving)
        stop_counting(seat);
    if (--seat.from->second.seats == 0)
        by_address_.erase(seat.from);
}

void Entries::stop_counting(Seat& seat)
{
    seat.standing = Standing::leaving;
    --taken_;
    --seat.from->second.taken;
}

Entries::Crowd Entries::crowd_of(const ByAddress::value_type& visitors)
{
    const auto& strangers = visitors.second.strangers;
    return {strangers.size(), ~strangers.begin()->first, visitors.first};
}

void Entries::add_stranger(Seat& seat)
{
    auto& strangers = seat.from->second.strangers;
    if (!strangers.empty())
        crowds_.erase(crowd_of(*seat.from));
    strangers.emplace(seat.number, &seat);
    crowds_.insert(crowd_of(*seat.from));
}

void Entries::remove_stranger(Seat& seat)
{
    auto& strangers = seat.from->second.strangers;
    crowds_.erase(crowd_of(*seat.from));
    strangers.erase(seat.number);
    if (!strangers.empty())
        crowds_.insert(crowd_of(*seat.from));
}

} // namespace cordee::relay
