// The second half of a shard: sides whose tickets are good meet, and become pairs.
#include "apps/relay/say_at_once.hpp"
#include "apps/relay/shard.hpp"
#include "core/base/logging.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>

namespace cordee::relay {

namespace asio = boost::asio;
using wire::RelayAnswer;

/// Native on both sides. What is told on the forwarder's thread is heard on the shard's.
class Shard::NativePair final : public PairOwner {
public:
    NativePair(Shard& shard, std::unique_ptr<LivePair> pair) : shard_{shard}, pair_{std::move(pair)}
    {
        ++shard_.native_pairs_;
    }

    void ended(const Traffic& traffic, PairEnd end) noexcept override
    {
        asio::post(shard_.executor_, [&shard = shard_, traffic, end, pair = std::move(pair_)]() mutable {
            pair->log_end(traffic, end);
            pair.reset();
            shard.pair_ended();
        });
    }

private:
    Shard& shard_;
    std::unique_ptr<LivePair> pair_;
};

void Shard::pair_ended()
{
    --native_pairs_;
    changed_.notify();
}

/// To the shard where the other side comes too.
void Shard::showed_ticket(Arrival arrival)
{
    auto& home = shared_.home_of(arrival.ticket.sid);
    if (&home == this)
        return arrive(std::move(arrival));
    arrival.leg = std::move(arrival.leg).moved(executor_, home.executor_);
    asio::post(home.executor_,
               [&home, coming = std::move(arrival)]() mutable { home.arrive(std::move(coming)); });
}

void Shard::arrive(Arrival arrival)
{
    if (stopped_)
        return;
    if (shared_.draining) {
        counters_.refuse(Refusal::draining);
        return turn_away(std::move(arrival), RelayAnswer::busy);
    }
    if (const auto used = gate_.use_up(arrival.ticket); !used) {
        note_refusal(used.error(), arrival.from);
        return turn_away(std::move(arrival), answer_for(used.error()));
    }
    if (waiting_.meet(arrival))
        return;
    if (arrival.leg.is_native())
        return door_.wait(std::move(arrival));
    tasks_.spawn(wait_for_partner(std::move(arrival)));
}

/// A side that waits in a coroutine, as it is not native.
class Shard::Waiting final : public WaitingRoom::Waiter {
public:
    Waiting(const asio::any_io_executor& executor, std::chrono::milliseconds time) : time_left{executor, time}
    {}
    void met(Arrival other) override
    {
        partner.emplace(std::move(other));
        time_left.cancel();
    }
    void in_vain(WaitingRoom::Outcome why) override
    {
        outcome = why;
        time_left.cancel();
    }

    asio::steady_timer time_left; ///< cancelled when something happened
    std::optional<Arrival> partner;
    std::optional<WaitingRoom::Outcome> outcome;
};

asio::awaitable<void> Shard::wait_for_partner(Arrival arrival)
{
    Waiting waiting{executor_, rules_->limits.pairing_time};
    struct Leaving { // also when the relay stops
        WaitingRoom& room;
        const ByteArray<16> sid;
        const Waiting& who;
        ~Leaving() { room.leave(sid, who); }
    } const leaving{waiting_, arrival.ticket.sid, waiting};
    waiting_.enter(arrival.ticket, waiting);
    auto [order, timer_error, bug] =
        co_await asio::experimental::make_parallel_group(
            waiting.time_left.async_wait(asio::deferred),
            asio::co_spawn(executor_, arrival.leg.wait_readable(), asio::deferred))
            .async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
    if (bug && order[0] == 1)
        std::rethrow_exception(bug);
    if (waiting.partner)
        co_return met(std::move(arrival), std::move(*waiting.partner));
    if (!waiting.outcome && !timer_error)
        waiting.outcome = WaitingRoom::Outcome::absent;
    if (waiting.outcome) // else it hung up, or spoke before its turn
        waited_in_vain(std::move(arrival), *waiting.outcome);
}

void Shard::waited_in_vain(Arrival arrival, WaitingRoom::Outcome why)
{
    switch (why) {
    case WaitingRoom::Outcome::absent:
        log::info("session {}: the {} waited in vain", to_hex(arrival.ticket.sid), arrival.ticket.side);
        counters_.refuse(Refusal::absent);
        return turn_away(std::move(arrival), RelayAnswer::absent);
    case WaitingRoom::Outcome::replaced:
        counters_.refuse(Refusal::used);
        return turn_away(std::move(arrival), RelayAnswer::used);
    case WaitingRoom::Outcome::closing:
        counters_.refuse(Refusal::draining);
        return turn_away(std::move(arrival), RelayAnswer::busy);
    }
}

void Shard::turn_away(Arrival arrival, RelayAnswer answer)
{
    if (arrival.leg.is_native())
        door_.turn_away(std::move(arrival), answer);
    else
        tasks_.spawn(say_farewell(std::move(arrival), answer));
}

asio::awaitable<void> Shard::say_farewell(Arrival arrival, RelayAnswer answer)
{
    co_await arrival.leg.turn_away(answer);
}

/// Both places among the entries are free after that.
void Shard::met(Arrival waiting, Arrival coming)
{
    auto place = shared_.sessions.take();
    if (!place) {
        counters_.refuse(Refusal::full);
        turn_away(std::move(waiting), RelayAnswer::busy);
        return turn_away(std::move(coming), RelayAnswer::busy);
    }
    ++counters_.pairs;
    const auto& usual = rules_->limits.budget;
    const auto budget = smaller(waiting.ticket.budget.value_or(usual), coming.ticket.budget.value_or(usual));
    const bool agent_waited = waiting.ticket.side == "agent";
    TwoLegs legs{std::move(agent_waited ? waiting : coming).leg,
                 std::move(agent_waited ? coming : waiting).leg};
    auto pair = std::make_unique<LivePair>(shared_, std::move(*place), budget);
    pair->log_begin(waiting.ticket, legs.agent.carrier(), legs.controlling.carrier());
    legs.agent.mark_paired();
    legs.controlling.mark_paired();
    if (legs.agent.is_native() && legs.controlling.is_native())
        serve_natively(std::move(pair), std::move(legs), budget);
    else
        tasks_.spawn(serve_records(std::move(pair), std::move(legs), budget));
}

ForwardTimes Shard::times_for(const crypto::RelayBudget& budget) const
{
    return {rules_->limits.half_closed_time, rules_->limits.idle_time,
            PairBudget{budget, system_clock().steady()}.end()};
}

void Shard::serve_natively(std::unique_ptr<LivePair> pair, TwoLegs legs, const crypto::RelayBudget& budget)
{
    auto agent = legs.agent.release();
    auto controlling = legs.controlling.release();
    const bool told = send_now(agent.get(), wire::encode_relay_paired(pair->paired(0))) &&
                      send_now(controlling.get(), wire::encode_relay_paired(pair->paired(1)));
    if (!told)
        return pair->log_end({}, PairEnd::broken);
    forwarder_.add({std::move(agent), std::move(controlling), times_for(budget),
                    std::make_unique<NativePair>(*this, std::move(pair)), budget});
}

asio::awaitable<void> Shard::serve_records(std::unique_ptr<LivePair> pair, TwoLegs legs,
                                           crypto::RelayBudget budget)
{
    auto& [agent, controlling] = legs;
    const auto to_agent = wire::encode_relay_paired(pair->paired(0));
    const auto to_operator = wire::encode_relay_paired(pair->paired(1));
    bool told = co_await agent.say(to_agent);
    if (told)
        told = co_await controlling.say(to_operator);
    RecordPair records{
        executor_,
        {budget, system_clock().steady()},
        times_for(budget),
        {&counters_.bytes_from(true, agent.carrier()), &counters_.bytes_from(false, controlling.carrier())}};
    auto end = PairEnd::broken;
    if (told)
        end =
            co_await record_pairs_.forward(agent.records(executor_), controlling.records(executor_), records);
    pair->log_end(records.traffic, end);
}

} // namespace cordee::relay
