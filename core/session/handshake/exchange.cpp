#include "core/session/handshake/exchange.hpp"

#include "core/crypto/equal.hpp"
#include "core/crypto/hash.hpp"
#include "core/session/peer_info.hpp"
#include "core/session/rights.hpp"

#include <algorithm>

namespace cordee::session::handshake {
namespace {

const char* role_name(Role role)
{
    switch (role) {
    case Role::operator_:
        return "operator";
    case Role::agent:
        return "agent";
    case Role::observer:
        break;
    }
    return "observer";
}

/// The key that the other side must have besides what the grant says; null when nobody told.
const ByteArray<32>* pinned_key(const Credential& credential)
{
    if (const auto* pairing = std::get_if<Pairing>(&credential))
        return &pairing->peer_key;
    if (const auto* introduction = std::get_if<IntroSecret>(&credential))
        return &introduction->peer_key;
    return nullptr;
}

} // namespace

asio::awaitable<Result<View>> Exchange::receive()
{
    const auto record = co_await connection.receive();
    if (!record)
        co_return record.error();
    if (record->size() > wire::kMaxHandshakeRecord)
        co_return Errc::too_large;
    if (wire::decode_abort(*record))
        co_return Errc::refused;
    co_return *record;
}

asio::awaitable<Result<void>> Exchange::send(Bytes record)
{
    co_return co_await connection.send(record);
}

asio::awaitable<Result<void>> Exchange::send_opening(View context, View hello, View noise)
{
    auto hs1 = wire::encode_hs1(context, hello, noise);
    if (!hs1)
        co_return hs1.error();
    co_return co_await send(std::move(*hs1));
}

asio::awaitable<Result<Opening>> Exchange::receive_opening()
{
    const auto record = co_await receive();
    if (!record)
        co_return record.error();
    const auto hs1 = wire::decode_hs1(*record);
    if (!hs1)
        co_return hs1.error();
    const auto context = agreed_context(config, hs1->context, hs1->hello);
    if (!context)
        co_return context.error();
    co_return Opening{*context, hs1->noise};
}

asio::awaitable<Result<void>> Exchange::send_info(wire::Kind kind, crypto::Handshake& noise)
{
    const auto message = write_info(noise, config);
    if (!message)
        co_return message.error();
    co_return co_await send(wire::encode_handshake(kind, *message));
}

asio::awaitable<Result<View>> Exchange::receive_noise(wire::Kind kind)
{
    const auto record = co_await receive();
    if (!record)
        co_return record.error();
    co_return wire::decode_handshake(kind, *record);
}

Context context_of(const HandshakeConfig& config, View hello)
{
    wire::Context context;
    context.way = config.way;
    context.initiator = config.initiator ? config.self : config.peer;
    context.session = config.session;
    context.grant_hash = crypto::sha256(as_view(config.grant_token));
    context.hello_hash = crypto::sha256(hello);
    return wire::encode_context(context);
}

Result<Context> agreed_context(const HandshakeConfig& config, View received, View hello)
{
    if (const auto fits = check_hello(as_text(hello)); !fits)
        return fits.error();
    const auto own = context_of(config, hello);
    if (!crypto::equal_constant_time(own, received))
        return Errc::unexpected;
    return own;
}

Result<crypto::Handshake> make_noise(const Exchange& exchange, const char* name, View context, Secret<32> psk,
                                     std::optional<ByteArray<32>> peer)
{
    crypto::HandshakeConfig noise;
    noise.name = name;
    noise.initiator = exchange.config.initiator;
    noise.prologue = to_bytes(context);
    noise.s = exchange.config.key.clone();
    noise.rs = peer;
    noise.psks.push_back(std::move(psk));
    return crypto::Handshake::create(std::move(noise), exchange.random);
}

Result<Bytes> write_info(crypto::Handshake& noise, const HandshakeConfig& config)
{
    auto message = noise.write(as_view(peer_info_text(config.name, config.capabilities, config.grant.seq)));
    if (!message)
        return Errc::bad_signature;
    return message;
}

Result<Peer> read_info(crypto::Handshake& noise, View message)
{
    const auto payload = noise.read(message);
    if (!payload)
        return Errc::bad_signature;
    return read_peer_info(as_text(*payload));
}

Result<void> read_empty(crypto::Handshake& noise, View message)
{
    const auto payload = noise.read(message);
    if (!payload || !payload->empty())
        return Errc::bad_signature;
    return {};
}

Result<void> check_grant(const HandshakeConfig& config, const std::optional<ByteArray<32>>& peer_key)
{
    const auto& grant = config.grant;
    const auto* own = find_part(grant, role_name(config.self));
    const auto* peer = find_part(grant, role_name(config.peer));
    const bool way =
        std::find(grant.ways.begin(), grant.ways.end(), wire::name_of(config.way)) != grant.ways.end();
    if (!may_begin(grant) || grant.sid != config.session || !way || own == nullptr || peer == nullptr ||
        own == peer || !peer_key)
        return Errc::not_permitted;
    const auto* pinned = pinned_key(config.credential);
    if (own->key != config.key.public_key || peer->key != *peer_key ||
        (pinned != nullptr && *pinned != *peer_key))
        return Errc::bad_key;
    return {};
}

} // namespace cordee::session::handshake
