#include "apps/relay/waiting_room.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>

namespace cordee::relay {

namespace asio = boost::asio;

bool WaitingRoom::join_waiting(const crypto::RelayTicket& ticket, Leg& leg)
{
    const auto found = seats_.find(ticket.sid);
    if (found == seats_.end() || found->second->side == ticket.side)
        return false;
    auto& seat = *found->second;
    seats_.erase(found);
    size_ = seats_.size();
    seat.met = {Outcome::met, std::move(leg), ticket.budget};
    seat.time_left.cancel();
    return true;
}

asio::awaitable<WaitingRoom::Wait> WaitingRoom::wait(const crypto::RelayTicket& ticket, Leg& leg)
{
    const auto executor = co_await asio::this_coro::executor;
    Seat seat{ticket.side, asio::steady_timer{executor, pairing_time_}};
    if (const auto older = seats_.find(ticket.sid); older != seats_.end()) {
        older->second->replaced = true;
        older->second->time_left.cancel();
    }
    seats_[ticket.sid] = &seat;
    size_ = seats_.size();
    struct Leaving { // also when the relay stops
        WaitingRoom& room;
        const ByteArray<16>& sid;
        const Seat& seat;
        ~Leaving() { room.leave(sid, seat); }
    } const leaving{*this, ticket.sid, seat};

    auto [order, timer_error, bug] = co_await asio::experimental::make_parallel_group(
                                         seat.time_left.async_wait(asio::deferred),
                                         asio::co_spawn(executor, leg.wait_readable(), asio::deferred))
                                         .async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
    if (bug && order[0] == 1)
        std::rethrow_exception(bug);
    if (seat.met.partner)
        co_return std::move(seat.met);
    Wait alone;
    if (seat.replaced)
        alone.outcome = Outcome::replaced;
    else if (seat.closing)
        alone.outcome = Outcome::closing;
    else if (!timer_error)
        alone.outcome = Outcome::absent;
    co_return alone;
}

void WaitingRoom::close()
{
    for (const auto& [sid, seat] : seats_) {
        seat->closing = true;
        seat->time_left.cancel();
    }
    seats_.clear();
    size_ = 0;
}

void WaitingRoom::leave(const ByteArray<16>& sid, const Seat& seat)
{
    const auto found = seats_.find(sid);
    if (found != seats_.end() && found->second == &seat)
        seats_.erase(found);
    size_ = seats_.size();
}

} // namespace cordee::relay
