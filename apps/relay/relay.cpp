#include "apps/relay/relay.hpp"

#include "apps/relay/farewell.hpp"
#include "core/base/deadline.hpp"
#include "core/base/language.hpp"
#include "core/base/logging.hpp"
#include "core/transport/socket_options.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace cordee::relay {

namespace asio = boost::asio;
using asio::ip::tcp;
using wire::RelayAnswer;

namespace {

constexpr std::chrono::milliseconds kPauseWithoutDescriptors{100};

std::string peer_of(const tcp::socket& socket)
{
    boost::system::error_code gone;
    const auto endpoint = socket.remote_endpoint(gone);
    return gone ? "somebody" : endpoint.address().to_string();
}

} // namespace

Relay::Relay(const asio::any_io_executor& executor, RelayConfig config, const Clock& clock, Random& random)
    : executor_{executor}, limits_{config.limits}, random_{random}, gate_{std::move(config.id),
                                                                          std::move(config.credentials),
                                                                          limits_.used_tickets, clock},
      entries_{limits_.entries, limits_.entries_per_address}, sessions_{limits_.sessions, limits_.sessions},
      waiting_{limits_.pairing_time}, stopping_{executor}, tasks_{executor}
{}

tcp::endpoint Relay::listen(const std::string& address, std::uint16_t port)
{
    try {
        const tcp::endpoint endpoint{asio::ip::make_address(address), port};
        auto& acceptor = acceptors_.emplace_back(executor_);
        acceptor.open(endpoint.protocol());
        acceptor.set_option(tcp::acceptor::reuse_address{true});
        if (endpoint.address().is_v6())
            acceptor.set_option(asio::ip::v6_only{false});
        acceptor.bind(endpoint);
        acceptor.listen();
        return acceptor.local_endpoint();
    } catch (const boost::system::system_error& error) {
        throw UserError{
            trf("the relay cannot listen on {} port {}: {}", address, port, error.code().message()),
            std::string{tr("choose another listen.address or listen.ports")}};
    }
}

asio::awaitable<void> Relay::run()
{
    for (auto& acceptor : acceptors_)
        tasks_.spawn(accept(acceptor));
    while (!stopped_)
        co_await stopping_.wait();
    for (auto& acceptor : acceptors_)
        acceptor.close();
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
            tasks_.spawn(receive_side(std::move(socket)));
        } else if (!stopped_ && error != asio::error::connection_aborted) {
            log::warning("a connection could not be accepted: {}", error.message());
            asio::steady_timer pause{executor_, kPauseWithoutDescriptors};
            co_await pause.async_wait(asio::use_awaitable);
        }
    }
}

/// From the first byte to the last. The place among the entries is given back when the side is paired.
asio::awaitable<void> Relay::receive_side(Socket socket)
{
    transport::tune_socket(socket);
    boost::system::error_code gone;
    const auto from = socket.remote_endpoint(gone);
    auto place = entries_.take(from.address());
    if (!place)
        co_return co_await turn_away_unread(socket, RelayAnswer::busy);
    const auto ticket = co_await enter(socket);
    if (!ticket || waiting_.join_waiting(*ticket, socket))
        co_return;
    auto partner = co_await await_partner(*ticket, socket);
    if (!partner)
        co_return;
    place.reset();
    co_await serve_pair(*ticket, std::move(socket), std::move(*partner));
}

/// Empty when the side was turned away.
asio::awaitable<std::optional<crypto::RelayTicket>> Relay::enter(Socket& socket)
{
    const auto nonce = random_.bytes<wire::kRelayNonceSize>();
    auto ticket = co_await with_deadline(limits_.entry_time, read_entry(socket, nonce));
    if (ticket)
        co_return std::move(*ticket);
    log::info("entry from {} refused: {}", peer_of(socket), ticket.error().message());
    co_await turn_away(socket, answer_for(ticket.error()));
    co_return std::nullopt;
}

asio::awaitable<Result<crypto::RelayTicket>> Relay::read_entry(Socket& socket, wire::RelayNonce nonce)
{
    const auto greeting = wire::encode_relay_greeting(nonce);
    ByteArray<4> preamble;
    Bytes entry(2);
    auto [error, count] =
        co_await asio::async_read(socket, asio::buffer(preamble), asio::as_tuple(asio::use_awaitable));
    if (!error && as_text(preamble) != wire::kRelayPreamble)
        co_return Errc::malformed;
    if (!error)
        std::tie(error, count) =
            co_await asio::async_write(socket, asio::buffer(greeting), asio::as_tuple(asio::use_awaitable));
    if (!error)
        std::tie(error, count) =
            co_await asio::async_read(socket, asio::buffer(entry), asio::as_tuple(asio::use_awaitable));
    if (error)
        co_return Errc::io_error;
    const auto length = wire::decode_relay_ticket_length(entry);
    if (!length)
        co_return length.error();
    entry.resize(2 + *length + wire::kRelayProofSize);
    std::tie(error, count) =
        co_await asio::async_read(socket, asio::buffer(entry) + 2, asio::as_tuple(asio::use_awaitable));
    if (error)
        co_return Errc::io_error;
    const auto decoded = wire::decode_relay_entry(entry);
    if (!decoded)
        co_return decoded.error();
    co_return gate_.admit(nonce, *decoded);
}

/// Empty when the side was turned away or left.
asio::awaitable<std::optional<tcp::socket>> Relay::await_partner(const crypto::RelayTicket& ticket,
                                                                 Socket& socket)
{
    auto [outcome, partner] = co_await waiting_.wait(ticket, socket);
    switch (outcome) {
    case WaitingRoom::Outcome::met:
        co_return std::move(partner);
    case WaitingRoom::Outcome::absent:
        log::info("session {}: the {} waited in vain", to_hex(ticket.sid), ticket.side);
        co_await turn_away(socket, RelayAnswer::absent);
        break;
    case WaitingRoom::Outcome::replaced:
        co_await turn_away(socket, RelayAnswer::used);
        break;
    case WaitingRoom::Outcome::left:
        break;
    }
    co_return std::nullopt;
}

asio::awaitable<void> Relay::serve_pair(const crypto::RelayTicket& ticket, Socket first, Socket second)
{
    const auto place = sessions_.take({});
    if (!place) {
        co_await turn_away(first, RelayAnswer::busy);
        co_return co_await turn_away(second, RelayAnswer::busy);
    }
    const auto pair = ++pairs_;
    log::info("pair {} begins: session {}", pair, to_hex(ticket.sid));
    Traffic traffic;
    const auto paired = wire::encode_relay_paired({});
    bool told = co_await say(first, paired);
    if (told)
        told = co_await say(second, paired);
    const ForwardTimes times{limits_.half_closed_time, limits_.idle_time};
    if (told)
        co_await forward(first, second, times, traffic);
    const bool first_is_agent = ticket.side == "agent";
    log::info("pair {} ends: {} bytes from the agent, {} from the operator", pair,
              first_is_agent ? traffic.there : traffic.back, first_is_agent ? traffic.back : traffic.there);
}

} // namespace cordee::relay
