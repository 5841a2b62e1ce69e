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
    if (const auto sent = co_await exchange.send_opening(context, as_view(hello), *first); !sent)
        co_return sent.error();
    const auto second = co_await exchange.receive_noise(Kind::hs2);
    if (!second)
        co_return second.error();
    auto peer = read_info(*noise, *second);
    if (!peer)
        co_return peer.error();
    co_return Finished{std::move(*noise), std::move(*peer)};
}

asio::awaitable<Result<Finished>> answer_known_device(Exchange exchange)
{
    const auto opening = co_await exchange.receive_opening();
    if (!opening)
        co_return opening.error();
    auto noise = make_noise(exchange, kIk, opening->context, Secret<32>{}); // the psk comes with message 2
    if (!noise)
        co_return noise.error();
    auto peer = read_info(*noise, opening->noise);
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
    if (const auto sent = co_await exchange.send_info(Kind::hs2, *noise); !sent)
        co_return sent.error();
    co_return Finished{std::move(*noise), std::move(*peer), true};
}

} // namespace cordee::session::handshake
