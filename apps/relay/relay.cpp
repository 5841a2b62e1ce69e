#include "apps/relay/relay.hpp"

#include "apps/relay/farewell.hpp"
#include "core/base/deadline.hpp"
#include "core/base/language.hpp"
#include "core/base/logging.hpp"
#include "core/transport/recognise.hpp"
#include "core/transport/socket_options.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace cordee::relay {

namespace asio = boost::asio;
using asio::ip::tcp;
using wire::RelayAnswer;

namespace {

constexpr std::chrono::milliseconds kPauseWithoutDescriptors{100};

asio::awaitable<Result<void>> read_preamble(tcp::socket& socket)
{
    ByteArray<wire::kRelayPreamble.size()> preamble;
    const auto [error, count] =
        co_await asio::async_read(socket, asio::buffer(preamble), asio::as_tuple(asio::use_awaitable));
    if (error || as_text(preamble) != wire::kRelayPreamble)
        co_return Errc::malformed;
    co_return Result<void>{};
}

} // namespace

Relay::Relay(const asio::any_io_executor& executor, RelayConfig config, const Clock& clock, Random& random)
    : executor_{executor}, limits_{config.limits}, random_{random}, tls_{std::move(config.tls)},
      gate_{std::move(config.id), std::move(config.credentials), limits_.used_tickets, clock},
      entries_{limits_.entries, limits_.entries_per_address}, sessions_{limits_.sessions, limits_.sessions},
      waiting_{limits_.pairing_time}, datagrams_{executor}, polls_{executor, random}, stopping_{executor},
      tasks_{executor}, http_{entries_, polls_, tasks_, limits_.entry_time,
                              [this](Leg leg, Quota::Place place, asio::ip::address from) {
                                  return enter(std::move(leg), std::move(place), std::move(from));
                              }}
{}

tcp::endpoint Relay::listen(const std::string& address, std::uint16_t port)
{
    try {
        auto& acceptor = acceptors_.emplace_back(executor_);
        const tcp::endpoint endpoint{asio::ip::make_address(address), port};
        acceptor.open(endpoint.protocol());
        acceptor.set_option(tcp::acceptor::reuse_address{true});
        if (endpoint.address().is_v6())
            acceptor.set_option(asio::ip::v6_only{false});
        acceptor.bind(endpoint);
        acceptor.listen();
        return acceptor.local_endpoint();
    } catch (const boost::system::system_error& error) {
        acceptors_.pop_back();
        throw UserError{
            trf("the relay cannot listen on {} port {}: {}", address, port, error.code().message()),
            std::string{
                error.code() == asio::error::access_denied
                    ? tr("give it the right to low ports (AmbientCapabilities=CAP_NET_BIND_SERVICE in "
                         "its systemd unit), or leave the port out of listen.ports")
                    : tr("choose another listen.address or listen.ports")}};
    }
}

boost::system::error_code Relay::listen_for_datagrams(const std::string& address, std::uint16_t port)
{
    boost::system::error_code error;
    const auto number = asio::ip::make_address(address, error);
    return error ? error : datagrams_.open(number, port);
}

asio::awaitable<void> Relay::run()
{
    for (auto& acceptor : acceptors_)
        tasks_.spawn(accept(acceptor));
    if (datagrams_.port() != 0)
        tasks_.spawn(datagrams_.run());
    while (!stopped_)
        co_await stopping_.wait();
    for (auto& acceptor : acceptors_)
        acceptor.close();
    datagrams_.close();
    tasks_.cancel();
    co_await tasks_.join();
}

void Relay::stop()
{
    stopped_ = true;
    stopping_.notify();
}

asio::awaitable<void> Relay::accept(tcp::acceptor& acceptor)
{
    while (!stopped_) {
        auto [error, socket] = co_await acceptor.async_accept(asio::as_tuple(asio::use_awaitable));
        if (!error) {
            tasks_.spawn(receive(std::move(socket)));
        } else if (!stopped_ && error != asio::error::connection_aborted) {
            log::warning("a connection could not be accepted: {}", error.message());
            asio::steady_timer pause{executor_, kPauseWithoutDescriptors};
            co_await pause.async_wait(asio::use_awaitable);
        }
    }
}

/// From the first byte to the last.
asio::awaitable<void> Relay::receive(Socket socket)
{
    transport::tune_socket(socket);
    boost::system::error_code gone;
    const auto from = socket.remote_endpoint(gone).address();
    auto place = entries_.take(from);
    if (!place)
        co_return co_await turn_away_unread(socket, RelayAnswer::busy);
    const auto spoken = co_await with_deadline(limits_.entry_time, transport::recognise(socket));
    if (spoken == transport::Spoken::native) {
        if (co_await with_deadline(limits_.entry_time, read_preamble(socket)))
            co_await enter(Leg{std::move(socket)}, std::move(*place), from);
    } else if (spoken == transport::Spoken::http) {
        co_await http_.serve(transport::ByteStream{std::move(socket)}, std::move(*place), from);
    } else if (spoken == transport::Spoken::tls && tls_) {
        auto stream = co_await with_deadline(limits_.entry_time, tls_->accept(std::move(socket)));
        if (stream)
            co_await http_.serve(std::move(*stream), std::move(*place), from);
    }
}

/// The place among the entries is given back when the side is paired.
asio::awaitable<void> Relay::enter(Leg leg, Quota::Place place, asio::ip::address from)
{
    auto entry = std::make_optional(std::move(place));
    const auto nonce = random_.bytes<wire::kRelayNonceSize>();
    const auto ticket = co_await with_deadline(limits_.entry_time, admit(leg, nonce));
    if (!ticket) {
        log::info("entry from {} refused: {}", from.to_string(), ticket.error().message());
        co_return co_await leg.turn_away(answer_for(ticket.error()));
    }
    if (waiting_.join_waiting(*ticket, leg))
        co_return;
    auto partner = co_await await_partner(*ticket, leg);
    if (!partner)
        co_return;
    entry.reset();
    co_await serve_pair(*ticket, std::move(leg), std::move(*partner));
}

asio::awaitable<Result<crypto::RelayTicket>> Relay::admit(Leg& leg, wire::RelayNonce nonce)
{
    const auto greeting = wire::encode_relay_greeting(nonce);
    if (const bool greeted = co_await leg.say(greeting); !greeted)
        co_return Errc::io_error;
    const auto entry = co_await leg.read_entry();
    if (!entry)
        co_return entry.error();
    const auto decoded = wire::decode_relay_entry(*entry);
    if (!decoded)
        co_return decoded.error();
    co_return gate_.admit(nonce, *decoded);
}

/// Empty when the side was turned away or left.
asio::awaitable<std::optional<Leg>> Relay::await_partner(const crypto::RelayTicket& ticket, Leg& leg)
{
    auto [outcome, partner] = co_await waiting_.wait(ticket, leg);
    switch (outcome) {
    case WaitingRoom::Outcome::met:
        co_return std::move(partner);
    case WaitingRoom::Outcome::absent:
        log::info("session {}: the {} waited in vain", to_hex(ticket.sid), ticket.side);
        co_await leg.turn_away(RelayAnswer::absent);
        break;
    case WaitingRoom::Outcome::replaced:
        co_await leg.turn_away(RelayAnswer::used);
        break;
    case WaitingRoom::Outcome::left:
        break;
    }
    co_return std::nullopt;
}

asio::awaitable<void> Relay::serve_pair(const crypto::RelayTicket& ticket, Leg first, Leg second)
{
    const auto place = sessions_.take({});
    if (!place) {
        co_await first.turn_away(RelayAnswer::busy);
        co_return co_await second.turn_away(RelayAnswer::busy);
    }
    const bool first_is_agent = ticket.side == "agent";
    const auto& agent = first_is_agent ? first : second;
    const auto& controlling = first_is_agent ? second : first;
    const auto pair = ++pairs_;
    log::info("pair {} begins: session {}, agent {}, operator {}", pair, to_hex(ticket.sid), agent.carrier(),
              controlling.carrier());
    first.mark_paired();
    second.mark_paired();
    const Datagrams::Flow flow{datagrams_, random_};
    Traffic traffic;
    bool told = co_await first.say(wire::encode_relay_paired(flow.paired(0)));
    if (told)
        told = co_await second.say(wire::encode_relay_paired(flow.paired(1)));
    const ForwardTimes times{limits_.half_closed_time, limits_.idle_time};
    if (told && first.socket() != nullptr && second.socket() != nullptr)
        co_await forward(*first.socket(), *second.socket(), times, traffic);
    else if (told)
        co_await forward_records(first.records(), second.records(), times, traffic);
    log::info("pair {} ends: {} bytes from the agent, {} from the operator, {} in datagrams", pair,
              first_is_agent ? traffic.there : traffic.back, first_is_agent ? traffic.back : traffic.there,
              flow.forwarded());
}

} // namespace cordee::relay
