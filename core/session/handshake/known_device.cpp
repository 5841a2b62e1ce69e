#include "core/session/handshake/known_device.hpp"

#include "core/session/peer_info.hpp"

namespace cordee::session::handshake {
namespace {

using wire::Kind;

constexpr const char* kIk = "Noise_IKpsk2_25519_AESGCM_SHA256";

} // namespace

asio::awaitable<Result<Finished>> reach_known_device(Exchange exchange)
{
    const auto& pairing = std::get<Pairing>(exchange.config.credential);
    // Before anything is said to a device whose key is not the one of the pairing (SEC-46).
    if (const auto fits = check_grant(exchange.config, pairing.peer_key); !fits)
        co_return fits.error();
    const auto hello = hello_text();
    const auto context = context_of(exchange.config, as_view(hello));
    auto noise = make_noise(exchange, kIk, context, pairing.psk.clone(), pairing.peer_key);
    if (!noise)
        co_return noise.error();
    const auto first = write_info(*noise, exchange.config);
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
    auto peer = read_info(*noise, *second);
    if (!peer)
        co_return peer.error();
    co_return Finished{std::move(*noise), std::move(*peer)};
}

asio::awaitable<Result<Finished>> answer_known_device(Exchange exchange)
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
    auto noise = make_noise(exchange, kIk, *context, Secret<32>{}); // the psk comes with the second message
    if (!noise)
        co_return noise.error();
    auto peer = read_info(*noise, hs1->noise);
    if (!peer)
        co_return peer.error();
    const auto peer_key = noise->remote_static();
    auto psk = std::get<PairingLookup>(exchange.config.credential)(*peer_key);
    if (!psk)
        co_return Errc::not_found;
    if (const auto fits = check_grant(exchange.config, peer_key); !fits)
        co_return fits.error();
    if (const auto set = noise->set_psk(0, std::move(*psk)); !set)
        co_return set.error();

    const auto second = write_info(*noise, exchange.config);
    if (!second)
        co_return second.error();
    if (const auto sent = co_await exchange.send(wire::encode_handshake(Kind::hs2, *second)); !sent)
        co_return sent.error();
    co_return Finished{std::move(*noise), std::move(*peer), true};
}

} // namespace cordee::session::handshake
