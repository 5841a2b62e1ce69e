#include "apps/relay/shard.hpp"

#include "apps/relay/farewell.hpp"
#include "apps/relay/forward.hpp"
#include "apps/relay/live_pair.hpp"
#include "core/base/deadline.hpp"
#include "core/base/logging.hpp"
#include "core/transport/recognise.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace cordee::relay {

namespace asio = boost::asio;
using asio::ip::tcp;
using wire::RelayAnswer;

namespace {

constexpr std::chrono::milliseconds kPauseWithoutDescriptors{100};

} // namespace

/// Native on both sides. What is told on the forwarder's thread is heard on the shard's.
class Shard::NativePair final : public PairOwner {
public:
    NativePair(Shard& shard, std::unique_ptr<LivePair> pair) : shard_{shard}, pair_{std::move(pair)}
    {
        ++shard_.native_pairs_;
    }

    void ended(const Traffic& traffic, PairEnd) noexcept override
    {
        asio::post(shard_.executor_, [&shard = shard_, traffic, pair = std::move(pair_)]() mutable {
            pair->log_end(traffic);
            pair.reset();
            shard.pair_ended();
        });
    }

private:
    Shard& shard_;
    std::unique_ptr<LivePair> pair_;
};

Shard::Shard(const asio::any_io_executor& executor, Shared& shared, const Limits& limits, Gate gate)
    : executor_{executor}, shared_{shared}, limits_{limits}, gate_{std::move(gate)},
      waiting_{limits_.pairing_time}, changed_{executor}, forwarder_{system_clock()}, tasks_{executor},
      http_{shared.entries, shared.polls, tasks_, limits_.entry_time,
            [this](Leg leg, Quota::Place place, Address from) {
                return enter(std::move(leg), std::move(place), std::move(from));
            }}
{}

asio::awaitable<void> Shard::run()
{
    forwarding_ = std::thread{[this] { forwarder_.run(); }};
    for (auto& acceptor : acceptors_)
        tasks_.spawn(accept(acceptor));
    while (!stopped_)
        co_await changed_.wait();
    for (auto& acceptor : acceptors_)
        acceptor.close();
    tasks_.cancel();
    co_await tasks_.join();
    forwarder_.stop();
    forwarding_.join();
    while (native_pairs_ > 0)
        co_await changed_.wait();
}

void Shard::stop()
{
    asio::post(executor_, [this] {
        stopped_ = true;
        changed_.notify();
    });
}

void Shard::pair_ended()
{
    --native_pairs_;
    changed_.notify();
}

asio::awaitable<void> Shard::accept(tcp::acceptor& acceptor)
{
    while (!stopped_) {
        tcp::endpoint from;
        auto [error, socket] = co_await acceptor.async_accept(from, asio::as_tuple(asio::use_awaitable));
        if (!error) {
            ++counters_.accepted;
            tasks_.spawn(receive(std::move(socket), from.address()));
        } else if (!stopped_ && error != asio::error::connection_aborted) {
            log::warning("a connection could not be accepted: {}", error.message());
            asio::steady_timer pause{executor_, kPauseWithoutDescriptors};
            co_await pause.async_wait(asio::use_awaitable);
        }
    }
}

/// From the first byte to the last.
asio::awaitable<void> Shard::receive(Socket socket, Address from)
{
    auto place = shared_.entries.take(from);
    if (!place) {
        counters_.refuse(RelayAnswer::busy);
        co_return co_await turn_away_unread(socket, RelayAnswer::busy);
    }
    const auto spoken = co_await with_deadline(limits_.entry_time, transport::recognise(socket));
    if (spoken == transport::Spoken::native) {
        co_await enter(Leg{std::move(socket)}, std::move(*place), from);
    } else if (spoken == transport::Spoken::http) {
        co_await http_.serve(transport::ByteStream{std::move(socket)}, std::move(*place), from);
    } else if (spoken == transport::Spoken::tls && shared_.tls) {
        auto stream = co_await with_deadline(limits_.entry_time, shared_.tls->accept(std::move(socket)));
        if (stream)
            co_await http_.serve(std::move(*stream), std::move(*place), from);
    }
}

asio::awaitable<void> Shard::enter(Leg leg, Quota::Place place, Address from)
{
    const auto nonce = shared_.random.bytes<wire::kRelayNonceSize>();
    bool greeted = false;
    const auto ticket = co_await with_deadline(limits_.entry_time, show_ticket(leg, nonce, greeted));
    if (!ticket && !greeted)
        co_return; // it speaks something else, and would not understand an answer
    if (!ticket)
        co_return co_await refuse(leg, ticket.error(), from);
    auto& home = shared_.home_of(ticket->sid);
    auto moved = std::move(leg).moved(executor_, home.executor_);
    Arrival arrival{*ticket, std::move(moved), std::move(place), std::move(from)};
    if (&home == this)
        co_return co_await settle(std::move(arrival));
    asio::post(home.executor_, [&home, arriving = std::move(arrival)]() mutable {
        if (!home.stopped_)
            home.tasks_.spawn(home.settle(std::move(arriving)));
    });
}

asio::awaitable<Result<crypto::RelayTicket>> Shard::show_ticket(Leg& leg, wire::RelayNonce nonce,
                                                                bool& greeted)
{
    if (const bool ours = co_await leg.read_preamble(); !ours)
        co_return Errc::malformed;
    greeted = true;
    const auto greeting = wire::encode_relay_greeting(nonce);
    if (const bool greeted = co_await leg.say(greeting); !greeted)
        co_return Errc::io_error;
    const auto entry = co_await leg.read_entry();
    if (!entry)
        co_return entry.error();
    const auto decoded = wire::decode_relay_entry(*entry);
    if (!decoded)
        co_return decoded.error();
    co_return gate_.check(nonce, *decoded);
}

asio::awaitable<void> Shard::refuse(Leg& leg, boost::system::error_code error, const Address& from)
{
    const auto answer = answer_for(error);
    counters_.refuse(answer);
    log::info("entry from {} refused: {}", from.to_string(), error.message());
    co_await leg.turn_away(answer);
}

/// From a good ticket to the end of the pair, when this side is the first.
asio::awaitable<void> Shard::settle(Arrival arrival)
{
    const auto& ticket = arrival.ticket;
    auto& leg = arrival.leg;
    auto entry = std::make_optional(std::move(arrival.place));
    if (const auto used = gate_.use_up(ticket); !used)
        co_return co_await refuse(leg, used.error(), arrival.from);
    ++counters_.admitted;
    if (waiting_.join_waiting(ticket, leg))
        co_return;
    auto partner = co_await await_partner(ticket, leg);
    if (!partner)
        co_return;
    entry.reset();
    co_await serve_pair(ticket, std::move(leg), std::move(*partner));
}

/// Empty when the side was turned away or left.
asio::awaitable<std::optional<Leg>> Shard::await_partner(const crypto::RelayTicket& ticket, Leg& leg)
{
    auto [outcome, partner] = co_await waiting_.wait(ticket, leg);
    switch (outcome) {
    case WaitingRoom::Outcome::met:
        co_return std::move(partner);
    case WaitingRoom::Outcome::absent:
        log::info("session {}: the {} waited in vain", to_hex(ticket.sid), ticket.side);
        counters_.refuse(RelayAnswer::absent);
        co_await leg.turn_away(RelayAnswer::absent);
        break;
    case WaitingRoom::Outcome::replaced:
        counters_.refuse(RelayAnswer::used);
        co_await leg.turn_away(RelayAnswer::used);
        break;
    case WaitingRoom::Outcome::left:
        break;
    }
    co_return std::nullopt;
}

asio::awaitable<void> Shard::turn_both_away(Leg& first, Leg& second)
{
    counters_.refuse(RelayAnswer::busy);
    co_await first.turn_away(RelayAnswer::busy);
    co_await second.turn_away(RelayAnswer::busy);
}

asio::awaitable<void> Shard::serve_pair(const crypto::RelayTicket& ticket, Leg first, Leg second)
{
    auto place = shared_.sessions.take({});
    if (!place)
        co_return co_await turn_both_away(first, second);
    ++counters_.pairs;
    auto pair = std::make_unique<LivePair>(shared_, std::move(*place), ticket.side == "agent");
    pair->log_begin(ticket, first.carrier(), second.carrier());
    first.mark_paired();
    second.mark_paired();
    const auto to_first = wire::encode_relay_paired(pair->paired(0));
    const auto to_second = wire::encode_relay_paired(pair->paired(1));
    bool told = co_await first.say(to_first);
    if (told)
        told = co_await second.say(to_second);
    const ForwardTimes times{limits_.half_closed_time, limits_.idle_time};
    if (told && first.is_native() && second.is_native()) {
        forwarder_.add(
            {first.release(), second.release(), times, std::make_unique<NativePair>(*this, std::move(pair))});
        co_return;
    }
    Traffic traffic;
    if (told)
        co_await forward_records(first.records(), second.records(), times, traffic);
    counters_.record_bytes += traffic.there + traffic.back;
    pair->log_end(traffic);
}

} // namespace cordee::relay
