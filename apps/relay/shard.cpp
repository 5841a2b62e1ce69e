#include "apps/relay/shard.hpp"

#include "apps/relay/farewell.hpp"
#include "core/base/deadline.hpp"
#include "core/base/logging.hpp"
#include "core/transport/proxied.hpp"
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
constexpr std::chrono::milliseconds kBeat{100};

Refusal refusal_for(const boost::system::error_code& error)
{
    if (error == Errc::timed_out)
        return Refusal::silent;
    if (error == Errc::expired)
        return Refusal::expired;
    if (error == Errc::already_used)
        return Refusal::used;
    if (error == Errc::exhausted)
        return Refusal::full;
    if (error == Errc::bad_signature || error == Errc::not_permitted || error == Errc::not_yet_valid)
        return Refusal::ticket;
    return Refusal::garbage;
}

} // namespace

Shard::Shard(const asio::any_io_executor& executor, Shared& shared, std::shared_ptr<const Rules> rules,
             Gate gate)
    : executor_{executor}, shared_{shared}, rules_{std::move(rules)}, gate_{std::move(gate)},
      waiting_{rules_->limits.pairing_time}, changed_{executor}, heartbeat_{system_clock().steady(), kBeat},
      forwarder_{system_clock()}, tasks_{executor}, http_{shared.entries, shared.polls, tasks_,
                                                          rules_->limits.entry_time,
                                                          [this](Leg leg, Entries::Place place,
                                                                 std::shared_ptr<Visitor> visitor) {
                                                              return enter(std::move(leg), std::move(place),
                                                                           std::move(visitor));
                                                          }}
{}

std::vector<int> Shard::listening()
{
    std::vector<int> out;
    for (auto& acceptor : acceptors_)
        if (acceptor.is_open())
            out.push_back(acceptor.native_handle());
    return out;
}

asio::awaitable<void> Shard::run()
{
    forwarding_ = std::thread{[this] { forwarder_.run(); }};
    tasks_.spawn(keep_beating());
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

void Shard::reload(std::shared_ptr<const Rules> rules)
{
    asio::post(executor_, [this, other = std::move(rules)] {
        rules_ = other;
        const auto& [key, secret] = rules_->credentials;
        gate_.set_credentials({key, secret.clone()});
        waiting_.set_pairing_time(rules_->limits.pairing_time);
        http_.set_entry_time(rules_->limits.entry_time);
    });
}

asio::awaitable<std::vector<UsedTicket>> Shard::drain(std::chrono::milliseconds time)
{
    for (auto& acceptor : acceptors_)
        acceptor.close();
    waiting_.close();
    record_pairs_.drain(time);
    forwarder_.drain(time);
    co_return gate_.used().all();
}

asio::awaitable<void> Shard::keep_beating()
{
    asio::steady_timer timer{executor_};
    for (;;) {
        timer.expires_after(kBeat);
        co_await timer.async_wait(asio::use_awaitable);
        const auto now = system_clock().steady();
        heartbeat_.beat(now, now - timer.expiry());
    }
}

asio::awaitable<void> Shard::accept(tcp::acceptor& acceptor)
{
    while (acceptor.is_open()) {
        tcp::endpoint from;
        auto [error, socket] = co_await acceptor.async_accept(from, asio::as_tuple(asio::use_awaitable));
        if (!error) {
            ++counters_.accepted;
            tasks_.spawn(receive(std::move(socket), from.address()));
        } else if (acceptor.is_open() && error != asio::error::connection_aborted) {
            log::warning("a connection could not be accepted: {}", error.message());
            asio::steady_timer pause{executor_, kPauseWithoutDescriptors};
            co_await pause.async_wait(asio::use_awaitable);
        }
    }
}

/// From the first byte to the last.
asio::awaitable<void> Shard::receive(Socket socket, Address from)
{
    const auto visitor = std::make_shared<Visitor>(executor_, std::move(from));
    if (rules_->proxies.contains(visitor->from())) {
        const bool named = co_await hear_proxy(socket, visitor);
        if (!named)
            co_return;
    }
    auto place = shared_.entries.take(visitor->from(), Visitor::shedding(visitor));
    if (!place) {
        counters_.refuse(Refusal::full);
        co_return co_await turn_away_unread(socket, RelayAnswer::busy);
    }
    co_await visitor->until_shed(recognise(std::move(socket), std::move(*place), visitor));
}

/// False when a proxy that is trusted did not say for whom it speaks.
asio::awaitable<bool> Shard::hear_proxy(Socket& socket, std::shared_ptr<Visitor> visitor)
{
    const auto place = shared_.proxied.take(visitor->from(), Visitor::shedding(visitor));
    if (!place) {
        counters_.refuse(Refusal::full);
        co_return false;
    }
    const auto from =
        co_await with_deadline(rules_->limits.first_byte_time, transport::read_proxied_address(socket));
    if (!from) {
        counters_.refuse(Refusal::proxy);
        log::info("the proxy {} is refused: it has to begin with a PROXY header of version 2 ({})",
                  visitor->from().to_string(), from.error().message());
        co_return false;
    }
    visitor->speaks_for(*from);
    co_return true;
}

asio::awaitable<void> Shard::recognise(Socket socket, Entries::Place place, std::shared_ptr<Visitor> visitor)
{
    const auto rules = rules_; // of now, should there be others in a moment
    const auto entry_time = rules->limits.entry_time;
    const auto spoken = co_await with_deadline(rules->limits.first_byte_time, transport::recognise(socket));
    if (!spoken) {
        counters_.refuse(Refusal::silent);
    } else if (*spoken == transport::Spoken::native) {
        co_await enter(Leg{std::move(socket)}, std::move(place), std::move(visitor));
    } else if (*spoken == transport::Spoken::http) {
        co_await http_.serve(transport::ByteStream{std::move(socket)}, std::move(place), std::move(visitor));
    } else if (*spoken == transport::Spoken::tls && rules->tls) {
        auto stream = co_await with_deadline(entry_time, rules->tls->accept(std::move(socket)));
        if (!stream)
            co_return counters_.refuse(refusal_for(stream.error()));
        co_await http_.serve(std::move(*stream), std::move(place), std::move(visitor));
    } else {
        counters_.refuse(Refusal::garbage);
    }
}

asio::awaitable<void> Shard::enter(Leg leg, Entries::Place place, std::shared_ptr<Visitor> visitor)
{
    const auto nonce = shared_.random.bytes<wire::kRelayNonceSize>();
    bool greeted = false;
    const auto ticket = co_await with_deadline(rules_->limits.entry_time, show_ticket(leg, nonce, greeted));
    if (!ticket && !greeted) // it speaks something else, and would not understand an answer
        co_return counters_.refuse(refusal_for(ticket.error()));
    if (!ticket)
        co_return co_await refuse(leg, ticket.error(), visitor->from());
    place.admit();
    leg.mark_admitted();
    auto& home = shared_.home_of(ticket->sid);
    auto moved = std::move(leg).moved(executor_, home.executor_);
    Arrival arrival{*ticket, std::move(moved), std::move(place), visitor->from()};
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
    if (const bool said = co_await leg.say(greeting); !said)
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
    counters_.refuse(refusal_for(error));
    log::info("entry from {} refused: {}", from.to_string(), error.message());
    co_await leg.turn_away(answer_for(error));
}

} // namespace cordee::relay
