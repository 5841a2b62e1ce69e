#include "core/session/sas.hpp"

#include "core/crypto/equal.hpp"
#include "core/crypto/hash.hpp"

#include <fmt/format.h>

namespace cordee::session {

SasExchange::SasExchange(bool initiator, crypto::KeySchedule keys, const ByteArray<32>& handshake_hash,
                         Random& random)
    : initiator_{initiator}, keys_{std::move(keys)}, handshake_hash_{handshake_hash}, random_{random}
{}

Result<SasCommitment> SasExchange::begin()
{
    if (initiator_ || state_ != State::fresh)
        return fail(Errc::unexpected);
    own_nonce_ = random_.bytes<16>();
    state_ = State::committed;
    return SasCommitment{commitment_to(own_nonce_)};
}

Result<std::optional<SasMessage>> SasExchange::take(const SasMessage& message)
{
    return std::visit([this](const auto& each) { return taken(each); }, message);
}

Result<std::optional<SasMessage>> SasExchange::taken(const SasCommitment& commitment)
{
    if (!initiator_ || state_ != State::fresh)
        return fail(Errc::unexpected);
    commitment_ = commitment.hash;
    own_nonce_ = random_.bytes<16>();
    state_ = State::answered;
    return std::optional<SasMessage>{SasNonce{own_nonce_}};
}

Result<std::optional<SasMessage>> SasExchange::taken(const SasNonce& nonce)
{
    if (initiator_ || state_ != State::committed)
        return fail(Errc::unexpected);
    finish(nonce.value, own_nonce_);
    return std::optional<SasMessage>{SasReveal{own_nonce_}};
}

Result<std::optional<SasMessage>> SasExchange::taken(const SasReveal& reveal)
{
    if (!initiator_ || state_ != State::answered)
        return fail(Errc::unexpected);
    if (!crypto::equal_constant_time(commitment_to(reveal.value), commitment_))
        return fail(Errc::bad_signature);
    finish(own_nonce_, reveal.value);
    return std::optional<SasMessage>{};
}

ByteArray<32> SasExchange::commitment_to(const ByteArray<16>& responder_nonce) const
{
    auto text = to_bytes(std::string_view{"rs1 sas"});
    append(text, handshake_hash_);
    append(text, responder_nonce);
    return crypto::sha256(text);
}

void SasExchange::finish(const ByteArray<16>& initiator_nonce, const ByteArray<16>& responder_nonce)
{
    digits_ = fmt::format("{:06}", keys_.safety_number(initiator_nonce, responder_nonce));
    state_ = State::done;
}

Errc SasExchange::fail(Errc error)
{
    state_ = State::failed;
    digits_.reset();
    return error;
}

} // namespace cordee::session
