#include "core/endpoint/network_dialer.hpp"

#include "core/base/logging.hpp"
#include "core/crypto/relay_ticket.hpp"
#include "core/transport/direct_dialer.hpp"
#include "core/transport/reach_relay.hpp"
#include "core/transport/relay_leg.hpp"

namespace cordee::endpoint {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

transport::RelayPass pass_of(RelayTicket ticket)
{
    auto key = std::make_shared<Secret<32>>(std::move(ticket.proof_key));
    transport::RelayPass out;
    out.ticket = ticket.ticket;
    out.prove = [key, text = std::move(ticket.ticket)](View nonce) {
        return crypto::relay_proof(key->view(), nonce, text);
    };
    return out;
}

asio::ip::address unmapped(const asio::ip::address& address)
{
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
    return address;
}

} // namespace

NetworkDialer::NetworkDialer(const asio::any_io_executor& strand, NetworkOptions options)
    : options_{std::move(options)}
{
    if (!options_.direct)
        return;
    auto opened = transport::DirectListener::open(strand, {options_.direct_port, options_.loopback});
    if (opened)
        listener_.emplace(std::move(*opened));
    else
        log::info("this computer takes no direct connections: {}", opened.error().message());
}

asio::awaitable<Result<Dialed>> NetworkDialer::enter(TicketStock::Place place, TakeTicket take)
{
    transport::DialOptions dial;
    dial.proxy = options_.proxy.proxy;
    dial.no_proxy = options_.proxy.except;
    const auto tries = std::make_shared<std::vector<transport::RelayTry>>();
    dial.trace = [tries](const transport::RelayTry& attempt) { tries->push_back(attempt); };
    transport::RelayTarget target{place.id, place.host, place.ports, place.encapsulations};
    auto reached = co_await transport::reach_relay(std::move(target), std::move(dial));
    last_tries_ = reached ? std::vector<transport::RelayTry>{} : std::move(*tries);
    if (!reached)
        co_return reached.error();
    auto ticket = take();
    if (!ticket)
        co_return Errc::exhausted;
    auto pass = pass_of(std::move(*ticket));
    auto leg = co_await transport::enter_relay(std::move(*reached), std::move(pass));
    if (!leg)
        co_return leg.error();
    Dialed out;
    out.connection = std::move(leg->connection);
    out.name = std::move(leg->name);
    if (leg->udp)
        out.datagrams = session::RelayedDatagrams{*leg->udp, leg->udp_token};
    co_return out;
}

asio::awaitable<Result<Dialed>> NetworkDialer::dial(std::vector<tcp::endpoint> candidates)
{
    if (!options_.direct)
        co_return Errc::not_permitted;
    const auto own = transport::own_addresses();
    std::erase_if(candidates, [&](const tcp::endpoint& each) {
        return !transport::leads_to_a_side(each.address(), each.port(), own);
    });
    auto path = co_await transport::dial_direct(std::move(candidates));
    if (!path)
        co_return path.error();
    Dialed out;
    out.connection = std::move(path->connection);
    out.name = std::move(path->name);
    co_return out;
}

asio::awaitable<Result<Dialed>> NetworkDialer::accept()
{
    if (!listener_)
        co_return Errc::unsupported;
    auto arrival = co_await listener_->accept();
    if (!arrival)
        co_return arrival.error();
    Dialed out;
    out.connection = std::move(arrival->connection);
    out.peer = unmapped(arrival->from.address());
    out.name = "direct " + out.peer.to_string();
    co_return out;
}

std::vector<std::string> NetworkDialer::own_candidates() const
{
    if (!listener_)
        return {};
    return transport::own_candidates(listener_->port(), options_.loopback);
}

} // namespace cordee::endpoint
