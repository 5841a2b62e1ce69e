#include "core/session/handshake/xx.hpp"

#include "core/crypto/hash.hpp"
#include "core/crypto/psk.hpp"
#include "core/session/peer_info.hpp"

namespace cordee::session::handshake {
namespace {

using crypto::Handshake;
using wire::Kind;

Secret<32> psk_of(const Credential& credential, View context)
{
    const auto hash = crypto::sha256(context);
    if (const auto* link = std::get_if<LinkSecret>(&credential))
        return crypto::link_psk(link->secret.view(), hash);
    if (const auto* introduction = std::get_if<IntroSecret>(&credential))
        return crypto::introduction_psk(introduction->secret.view(), hash);
    return crypto::account_psk();
}

Result<Handshake> begin(const Exchange& exchange, View context)
{
    return make_noise(exchange, kXx, context, psk_of(exchange.config.credential, context));
}

} // namespace

asio::awaitable<Result<Finished>> initiate_xx(Exchange exchange)
{
    const auto hello = hello_text();
    const auto context = context_of(exchange.config, as_view(hello));
    auto noise = begin(exchange, context);
    if (!noise)
        co_return noise.error();
    const auto first = noise->write({});
    if (!first)
        co_return first.error();
    if (const auto sent = co_await exchange.send_opening(context, as_view(hello), *first); !sent)
        co_return sent.error();
    const auto second = co_await exchange.receive_noise(Kind::hs2);
    if (!second)
        co_return second.error();
    co_return co_await conclude_initiator(exchange, std::move(*noise), *second);
}

asio::awaitable<Result<Finished>> respond_xx(Exchange exchange)
{
    const auto opening = co_await exchange.receive_opening();
    if (!opening)
        co_return opening.error();
    auto noise = begin(exchange, opening->context);
    if (!noise)
        co_return noise.error();
    if (const auto first = read_empty(*noise, opening->noise); !first)
        co_return first.error();
    if (const auto sent = co_await exchange.send_info(Kind::hs2, *noise); !sent)
        co_return sent.error();
    co_return co_await conclude_responder(exchange, std::move(*noise));
}

asio::awaitable<Result<Finished>> conclude_initiator(Exchange exchange, Handshake noise, View second)
{
    auto peer = read_info(noise, second);
    if (!peer)
        co_return peer.error();
    if (const auto sent = co_await exchange.send_info(Kind::hs3, noise); !sent)
        co_return sent.error();
    co_return Finished{std::move(noise), std::move(*peer)};
}

asio::awaitable<Result<Finished>> conclude_responder(Exchange exchange, Handshake noise)
{
    const auto third = co_await exchange.receive_noise(Kind::hs3);
    if (!third)
        co_return third.error();
    auto peer = read_info(noise, *third);
    if (!peer)
        co_return peer.error();
    co_return Finished{std::move(noise), std::move(*peer)};
}

} // namespace cordee::session::handshake
