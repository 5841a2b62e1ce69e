// The second half of a shard: sides whose tickets are good meet, and become pairs.
#include "apps/relay/live_pair.hpp"
#include "apps/relay/shard.hpp"
#include "core/base/logging.hpp"

#include <boost/asio/post.hpp>

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

/// From a good ticket to the end of the pair, when this side is the first.
asio::awaitable<void> Shard::settle(Arrival arrival)
{
    const auto& ticket = arrival.ticket;
    auto& leg = arrival.leg;
    auto entry = std::make_optional(std::move(arrival.place));
    if (shared_.draining) {
        counters_.refuse(Refusal::draining);
        co_return co_await leg.turn_away(RelayAnswer::busy);
    }
    if (const auto used = gate_.use_up(ticket); !used)
        co_return co_await refuse(leg, used.error(), arrival.from);
    ++counters_.admitted;
    if (waiting_.join_waiting(ticket, leg))
        co_return;
    auto wait = co_await await_partner(ticket, leg);
    if (!wait.partner)
        co_return;
    entry.reset();
    const auto& usual = rules_->limits.budget;
    const auto budget = smaller(ticket.budget.value_or(usual), wait.partner_budget.value_or(usual));
    TwoLegs legs{std::move(leg), std::move(*wait.partner)};
    if (ticket.side != "agent")
        std::swap(legs.agent, legs.controlling);
    co_await serve_pair(ticket, std::move(legs), budget);
}

/// Without a partner when the side was turned away or left.
asio::awaitable<WaitingRoom::Wait> Shard::await_partner(const crypto::RelayTicket& ticket, Leg& leg)
{
    auto wait = co_await waiting_.wait(ticket, leg);
    switch (wait.outcome) {
    case WaitingRoom::Outcome::absent:
        log::info("session {}: the {} waited in vain", to_hex(ticket.sid), ticket.side);
        counters_.refuse(Refusal::absent);
        co_await leg.turn_away(RelayAnswer::absent);
        break;
    case WaitingRoom::Outcome::replaced:
        counters_.refuse(Refusal::used);
        co_await leg.turn_away(RelayAnswer::used);
        break;
    case WaitingRoom::Outcome::closing:
        counters_.refuse(Refusal::draining);
        co_await leg.turn_away(RelayAnswer::busy);
        break;
    case WaitingRoom::Outcome::met:
    case WaitingRoom::Outcome::left:
        break;
    }
    co_return std::move(wait);
}

asio::awaitable<void> Shard::turn_both_away(TwoLegs& legs)
{
    counters_.refuse(Refusal::full);
    co_await legs.agent.turn_away(RelayAnswer::busy);
    co_await legs.controlling.turn_away(RelayAnswer::busy);
}

asio::awaitable<void> Shard::serve_pair(const crypto::RelayTicket& ticket, TwoLegs legs,
                                        crypto::RelayBudget budget)
{
    auto place = shared_.sessions.take({});
    if (!place)
        co_return co_await turn_both_away(legs);
    ++counters_.pairs;
    auto& [agent, controlling] = legs;
    auto pair = std::make_unique<LivePair>(shared_, std::move(*place), budget);
    pair->log_begin(ticket, agent.carrier(), controlling.carrier());
    agent.mark_paired();
    controlling.mark_paired();
    const auto to_agent = wire::encode_relay_paired(pair->paired(0));
    const auto to_operator = wire::encode_relay_paired(pair->paired(1));
    bool told = co_await agent.say(to_agent);
    if (told)
        told = co_await controlling.say(to_operator);
    const auto now = system_clock().steady();
    const ForwardTimes times{rules_->limits.half_closed_time, rules_->limits.idle_time,
                             PairBudget{budget, now}.end()};
    if (told && agent.is_native() && controlling.is_native()) {
        forwarder_.add({agent.release(), controlling.release(), times,
                        std::make_unique<NativePair>(*this, std::move(pair)), budget});
        co_return;
    }
    RecordPair records{
        executor_,
        {budget, now},
        times,
        {&counters_.bytes_from(true, agent.carrier()), &counters_.bytes_from(false, controlling.carrier())}};
    auto end = PairEnd::broken;
    if (told)
        end = co_await record_pairs_.forward(agent.records(), controlling.records(), records);
    pair->log_end(records.traffic, end);
}

} // namespace cordee::relay
