#include "apps/relay/shard.hpp"

#include "apps/relay/open_socket.hpp"
#include "core/base/deadline.hpp"
#include "core/base/logging.hpp"
#include "core/transport/proxied.hpp"

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
constexpr int kAcceptedAtOnce = 64;

} // namespace

Shard::Shard(const asio::any_io_executor& executor, Shared& shared, std::shared_ptr<const Rules> rules,
             Gate gate)
    : executor_{executor}, shared_{shared}, rules_{std::move(rules)}, gate_{std::move(gate)},
      changed_{executor}, heartbeat_{system_clock().steady(), kBeat}, forwarder_{system_clock()},
      tasks_{executor}, http_{shared.entries, shared.polls, tasks_, rules_->limits.entry_time,
                              [this](Leg leg, Entries::Place place, std::shared_ptr<Visitor> visitor) {
                                  return enter(std::move(leg), std::move(place), std::move(visitor));
                              }},
      door_{executor, {shared.entries, waiting_, counters_, shared.random}, rules_->limits, *this}
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
    tasks_.spawn(door_.run());
    tasks_.spawn(door_.keep_deadlines());
    for (auto& acceptor : acceptors_)
        tasks_.spawn(accept(acceptor));
    while (!stopped_)
        co_await changed_.wait();
    for (auto& acceptor : acceptors_)
        acceptor.close();
    tasks_.cancel();
    co_await tasks_.join();
    door_.close();
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
        door_.set_limits(rules_->limits);
        http_.set_entry_time(rules_->limits.entry_time);
    });
}

asio::awaitable<bool> Shard::drain(std::chrono::milliseconds time)
{
    for (auto& acceptor : acceptors_)
        acceptor.close();
    waiting_.close();
    record_pairs_.drain(time);
    forwarder_.drain(time);
    co_return true;
}

asio::awaitable<std::vector<UsedTicket>> Shard::used_tickets()
{
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
    acceptor.non_blocking(true);
    while (acceptor.is_open()) {
        const auto [error] =
            co_await acceptor.async_wait(tcp::acceptor::wait_read, asio::as_tuple(asio::use_awaitable));
        const auto went = error ? Result<void>{error} : accept_some(acceptor.native_handle());
        if (went || !acceptor.is_open())
            continue;
        log::warning("a connection could not be accepted: {}", went.error().message());
        asio::steady_timer pause{executor_, kPauseWithoutDescriptors};
        co_await pause.async_wait(asio::use_awaitable);
    }
}

/// Those who are there, as far as others of this thread can wait for it.
Result<void> Shard::accept_some(int listener)
{
    for (int i = 0; i < kAcceptedAtOnce; ++i) {
        auto next = accept_next(listener);
        if (!next && next.error() == Errc::not_found)
            break;
        if (!next)
            return next.error();
        ++counters_.accepted;
        if (rules_->proxies.contains(next->from))
            tasks_.spawn(receive_proxied(std::move(next->socket), std::move(next->from)));
        else
            door_.receive(std::move(next->socket), next->from);
    }
    return {};
}

/// Until the proxy has said for whom it speaks, it is itself who may have to make room.
asio::awaitable<void> Shard::receive_proxied(Descriptor connection, Address proxy)
{
    auto socket = adopt_socket(executor_, std::move(connection));
    std::optional<Address> speaks_for;
    {
        const auto visitor = std::make_shared<Visitor>(executor_, proxy);
        const auto place = shared_.proxied.take(proxy, Visitor::shedding(visitor));
        if (!place)
            co_return counters_.refuse(Refusal::full);
        co_await visitor->until_shed(hear_proxy(socket, proxy, speaks_for));
    }
    boost::system::error_code failed;
    if (!speaks_for)
        co_return;
    Descriptor named{socket.release(failed)};
    if (!failed)
        door_.receive(std::move(named), *speaks_for);
}

asio::awaitable<void> Shard::hear_proxy(Socket& socket, const Address& proxy,
                                        std::optional<Address>& speaks_for)
{
    const auto from =
        co_await with_deadline(rules_->limits.first_byte_time, transport::read_proxied_address(socket));
    if (from) {
        speaks_for = *from;
        co_return;
    }
    counters_.refuse(Refusal::proxy);
    log::info("the proxy {} is refused: it has to begin with a PROXY header of version 2 ({})",
              proxy.to_string(), from.error().message());
}

void Shard::speaks_otherwise(NativeDoor::Stranger stranger)
{
    const auto visitor = std::make_shared<Visitor>(executor_, std::move(stranger.from));
    if (stranger.place.when_shed(Visitor::shedding(visitor)))
        tasks_.spawn(serve_stranger(adopt_socket(executor_, std::move(stranger.socket)), stranger.spoken,
                                    std::move(stranger.place), visitor));
}

asio::awaitable<void> Shard::serve_stranger(Socket socket, transport::Spoken spoken, Entries::Place place,
                                            std::shared_ptr<Visitor> visitor)
{
    const auto rules = rules_; // of now, should there be others in a moment
    auto serve = [&]() -> asio::awaitable<void> {
        if (spoken == transport::Spoken::http) {
            co_await http_.serve(transport::ByteStream{std::move(socket)}, std::move(place), visitor);
        } else if (spoken == transport::Spoken::tls && rules->tls) {
            auto stream =
                co_await with_deadline(rules->limits.entry_time, rules->tls->accept(std::move(socket)));
            if (!stream)
                co_return counters_.refuse(refusal_for(stream.error()));
            co_await http_.serve(std::move(*stream), std::move(place), visitor);
        } else {
            counters_.refuse(Refusal::garbage);
        }
    };
    co_await visitor->until_shed(serve());
}

asio::awaitable<void> Shard::enter(Leg leg, Entries::Place place, std::shared_ptr<Visitor> visitor)
{
    const auto nonce = shared_.random.bytes<wire::kRelayNonceSize>();
    auto ticket = co_await with_deadline(rules_->limits.entry_time, show_ticket(leg, nonce));
    if (!ticket) {
        note_refusal(ticket.error(), visitor->from());
        co_return co_await leg.turn_away(answer_for(ticket.error()));
    }
    place.admit();
    leg.mark_admitted();
    showed_ticket({std::move(*ticket), std::move(leg), std::move(place), visitor->from()});
}

asio::awaitable<Result<crypto::RelayTicket>> Shard::show_ticket(Leg& leg, wire::RelayNonce nonce)
{
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

Result<crypto::RelayTicket> Shard::check(const wire::RelayNonce& nonce, const wire::RelayEntry& entry)
{
    return gate_.check(nonce, entry);
}

void Shard::note_refusal(boost::system::error_code error, const Address& from)
{
    counters_.refuse(refusal_for(error));
    log::info("entry from {} refused: {}", from.to_string(), error.message());
}

} // namespace cordee::relay
