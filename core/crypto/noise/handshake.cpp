#include "core/crypto/noise/handshake.hpp"

#include <stdexcept>

namespace cordee::crypto {

using noise::Token;

namespace {

constexpr std::size_t kKeySize = 32;

bool complete(const HandshakeConfig& config, const noise::Pattern& pattern)
{
    const bool knows_peer =
        config.initiator ? pattern.responder_static_known : pattern.initiator_static_known;
    return config.s.has_value() == pattern.needs_static(config.initiator) &&
           config.rs.has_value() == knows_peer && config.psks.size() == pattern.psk_count();
}

} // namespace

Handshake::State Handshake::State::clone() const
{
    return {symmetric.clone(), e ? std::optional{e->clone()} : std::nullopt, re, rs, messages, psks};
}

Result<Handshake> Handshake::create(HandshakeConfig config, Random& random)
{
    const auto protocol = noise::parse_protocol(config.name);
    if (!protocol)
        return protocol.error();
    if (!complete(config, protocol->pattern))
        return Errc::bad_key;
    return Handshake{std::move(config), *protocol, random};
}

Handshake::Handshake(HandshakeConfig config, const noise::Protocol& protocol, Random& random)
    : config_{std::move(config)}, pattern_{protocol.pattern}, random_{&random},
      state_{noise::SymmetricState{protocol}, {}, {}, config_.rs, 0, 0}
{
    state_.symmetric.mix_hash(config_.prologue);
    mix_known_keys();
}

void Handshake::mix_known_keys()
{
    const auto mix = [&](bool known, bool own) {
        if (known)
            state_.symmetric.mix_hash(own ? config_.s->public_key : *config_.rs);
    };
    mix(pattern_.initiator_static_known, config_.initiator);
    mix(pattern_.responder_static_known, !config_.initiator);
}

Result<Bytes> Handshake::write(View payload)
{
    if (!my_turn())
        return Errc::unexpected;
    if (payload.size() > kMaxNoiseMessage)
        return Errc::too_large;
    auto next = state_.clone();
    Bytes out;
    for (const auto token : pattern_.messages[next.messages])
        if (const auto written = write_token(next, token, out); !written)
            return written.error();
    const auto sealed = next.symmetric.encrypt_and_hash(payload);
    if (!sealed)
        return sealed.error();
    append(out, *sealed);
    if (out.size() > kMaxNoiseMessage)
        return Errc::too_large;
    ++next.messages;
    state_ = std::move(next);
    return out;
}

Result<Bytes> Handshake::read(View message)
{
    if (finished() || my_turn())
        return Errc::unexpected;
    if (message.size() > kMaxNoiseMessage)
        return Errc::too_large;
    auto next = state_.clone();
    for (const auto token : pattern_.messages[next.messages])
        if (const auto taken = read_token(next, token, message); !taken)
            return taken.error();
    auto payload = next.symmetric.decrypt_and_hash(message);
    if (!payload)
        return payload;
    ++next.messages;
    state_ = std::move(next);
    return payload;
}

Result<void> Handshake::write_token(State& state, Token token, Bytes& out)
{
    if (token == Token::e) {
        state.e = make_x25519_key_pair(*random_);
        append(out, state.e->public_key);
        state.symmetric.mix_hash(state.e->public_key);
        if (!config_.psks.empty())
            state.symmetric.mix_key(state.e->public_key);
        return {};
    }
    if (token != Token::s)
        return mix_token(state, token);
    const auto sealed = state.symmetric.encrypt_and_hash(config_.s->public_key);
    if (!sealed)
        return sealed.error();
    append(out, *sealed);
    return {};
}

Result<void> Handshake::read_token(State& state, Token token, View& in) const
{
    if (token != Token::e && token != Token::s)
        return mix_token(state, token);
    const bool sealed = token == Token::s && state.symmetric.has_key();
    const auto size = kKeySize + (sealed ? kTagSize : 0);
    if (in.size() < size)
        return Errc::malformed;
    const auto part = in.first(size);
    in = in.subspan(size);
    if (token == Token::s) {
        const auto opened = state.symmetric.decrypt_and_hash(part);
        if (!opened)
            return opened.error();
        state.rs = to_array<kKeySize>(*opened);
        return {};
    }
    state.re = to_array<kKeySize>(part);
    state.symmetric.mix_hash(part);
    if (!config_.psks.empty())
        state.symmetric.mix_key(part);
    return {};
}

Result<void> Handshake::mix_token(State& state, Token token) const
{
    if (token == Token::psk) {
        state.symmetric.mix_key_and_hash(config_.psks.at(state.psks++).view());
        return {};
    }
    const auto shared = agree(state, token);
    if (!shared)
        return shared.error();
    state.symmetric.mix_key(shared->view());
    return {};
}

/// The first letter of a token names the initiator's key, the second the responder's.
Result<Secret<32>> Handshake::agree(const State& state, Token token) const
{
    const bool initiator_static = token == Token::se || token == Token::ss;
    const bool responder_static = token == Token::es || token == Token::ss;
    const bool own_static = config_.initiator ? initiator_static : responder_static;
    const bool peer_static = config_.initiator ? responder_static : initiator_static;
    const auto& own = own_static ? config_.s : state.e;
    const auto& peer = peer_static ? state.rs : state.re;
    if (!own || !peer)
        return Errc::internal;
    return x25519(own->secret, *peer);
}

Result<void> Handshake::set_psk(std::size_t number, Secret<32> psk)
{
    if (number < state_.psks || number >= config_.psks.size())
        return Errc::unexpected;
    config_.psks[number] = std::move(psk);
    return {};
}

bool Handshake::finished() const
{
    return state_.messages == pattern_.messages.size();
}

bool Handshake::my_turn() const
{
    return !finished() && (state_.messages % 2 == 0) == config_.initiator;
}

ByteArray<32> Handshake::hash() const
{
    return *to_array<32>(full_hash().first(32));
}

Keys Handshake::finish() &&
{
    if (!finished())
        throw std::logic_error{"Handshake::finish before the last message"};
    const auto ended = std::move(*this);
    auto [k1, k2] = ended.state_.symmetric.split();
    return {std::move(k1), std::move(k2), ended.hash()};
}

} // namespace cordee::crypto
