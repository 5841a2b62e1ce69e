#include "apps/relay/waiting_room.hpp"

#include <utility>

namespace cordee::relay {

bool WaitingRoom::meet(Arrival& arrival)
{
    const auto found = seats_.find(arrival.ticket.sid);
    if (found == seats_.end() || found->second.side == arrival.ticket.side)
        return false;
    auto& waiter = *found->second.waiter;
    seats_.erase(found);
    size_ = seats_.size();
    waiter.met(std::move(arrival));
    return true;
}

void WaitingRoom::enter(const crypto::RelayTicket& ticket, Waiter& waiter)
{
    auto& seat = seats_[ticket.sid];
    auto* const older = std::exchange(seat.waiter, &waiter);
    seat.side = ticket.side;
    size_ = seats_.size();
    if (older != nullptr)
        older->in_vain(Outcome::replaced);
}

void WaitingRoom::leave(const ByteArray<16>& sid, const Waiter& waiter)
{
    const auto found = seats_.find(sid);
    if (found != seats_.end() && found->second.waiter == &waiter)
        seats_.erase(found);
    size_ = seats_.size();
}

void WaitingRoom::close()
{
    const auto seats = std::exchange(seats_, {});
    size_ = 0;
    for (const auto& [sid, seat] : seats)
        seat.waiter->in_vain(Outcome::closing);
}

} // namespace cordee::relay
