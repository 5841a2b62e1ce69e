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
    auto hs1 = wire::encode_hs1(context, as_view(hello), *first);
    if (!hs1)
        co_return hs1.error();
    if (const auto sent = co_await exchange.send(std::move(*hs1)); !sent)
        co_return sent.error();

    const auto answer = co_await exchange.receive();
    if (!answer)
        co_return answer.error();
    const auto second = wire::decode_handshake(Kind::hs2, *answer);
    if (!second)
        co_return second.error();
    co_return co_await conclude_initiator(exchange, std::move(*noise), *second);
}

asio::awaitable<Result<Finished>> respond_xx(Exchange exchange)
{
    const auto opening = co_await exchange.receive();
    if (!opening)
        co_return opening.error();
    const auto hs1 = wire::decode_hs1(*opening);
    if (!hs1)
        co_return hs1.error();
    const auto context = agreed_context(exchange.config, hs1->context, hs1->hello);
    if (!context)
        co_return context.error();
    auto noise = begin(exchange, *context);
    if (!noise)
        co_return noise.error();
    if (const auto first = read_empty(*noise, hs1->noise); !first)
        co_return first.error();

    const auto second = write_info(*noise, exchange.config);
    if (!second)
        co_return second.error();
    if (const auto sent = co_await exchange.send(wire::encode_handshake(Kind::hs2, *second)); !sent)
        co_return sent.error();
    co_return co_await conclude_responder(exchange, std::move(*noise));
}

asio::awaitable<Result<Finished>> conclude_initiator(Exchange exchange, Handshake noise, View second)
{
    auto peer = read_info(noise, second);
    if (!peer)
        co_return peer.error();
    const auto third = write_info(noise, exchange.config);
    if (!third)
        co_return third.error();
    if (const auto sent = co_await exchange.send(wire::encode_handshake(Kind::hs3, *third)); !sent)
        co_return sent.error();
    co_return Finished{std::move(noise), std::move(*peer)};
}

asio::awaitable<Result<Finished>> conclude_responder(Exchange exchange, Handshake noise)
{
    const auto answer = co_await exchange.receive();
    if (!answer)
        co_return answer.error();
    const auto third = wire::decode_handshake(Kind::hs3, *answer);
    if (!third)
        co_return third.error();
    auto peer = read_info(noise, *third);
    if (!peer)
        co_return peer.error();
    co_return Finished{std::move(noise), std::move(*peer)};
}

} // namespace cordee::session::handshake
