#include "core/session/resumption.hpp"

#include "core/crypto/equal.hpp"

#include <algorithm>

namespace cordee::session {
namespace {

using crypto::Handshake;
using wire::Kind;

constexpr const char* kNoiseName = "Noise_NNpsk0_25519_AESGCM_SHA256";

Result<Handshake> make_noise(const ResumeSecrets& secrets, std::uint32_t epoch, bool initiator,
                             Random& random)
{
    wire::AttachContext context;
    context.session = secrets.session;
    context.handshake_hash = secrets.handshake_hash;
    context.epoch = epoch;
    crypto::HandshakeConfig noise;
    noise.name = kNoiseName;
    noise.initiator = initiator;
    noise.prologue = to_bytes(wire::encode_attach_context(context));
    noise.psks.push_back(secrets.keys.resume_secret());
    return Handshake::create(std::move(noise), random);
}

Resumed resumed(std::uint32_t epoch, Handshake noise, const wire::Counters& peer)
{
    return {epoch, crypto::KeySchedule{std::move(noise).finish()}, peer};
}

} // namespace

ResumeInitiator::ResumeInitiator(ResumeSecrets secrets, Random& random)
    : secrets_{std::move(secrets)}, random_{random}
{}

ResumeInitiator::Pending::Pending(Handshake noise, ByteArray<16> id, std::uint32_t epoch)
    : noise_{std::move(noise)}, id_{id}, epoch_{epoch}
{}

Result<ResumeInitiator::Begun> ResumeInitiator::begin(std::uint32_t epoch, const wire::Counters& own)
{
    if (epoch == 0)
        return Errc::unexpected;
    auto noise = make_noise(secrets_, epoch, true, random_);
    if (!noise)
        return noise.error();
    const auto message = noise->write(wire::encode_attach_payload(Kind::attach1, own));
    if (!message)
        return message.error();
    const auto id = secrets_.keys.attach_id(epoch);
    return Begun{wire::encode_attach(Kind::attach1, {id, epoch, *message}),
                 Pending{std::move(*noise), id, epoch}};
}

Result<Resumed> ResumeInitiator::Pending::finish(View attach2)
{
    if (finished_)
        return Errc::unexpected;
    const auto attach = wire::decode_attach(Kind::attach2, attach2);
    if (!attach)
        return attach.error();
    if (attach->epoch != epoch_ || !crypto::equal_constant_time(attach->id, id_))
        return Errc::unexpected;
    const auto payload = noise_.read(attach->noise);
    if (!payload)
        return payload.error();
    finished_ = true; // the message was the other side's own, whatever is in it
    const auto peer = wire::decode_attach_payload(Kind::attach2, *payload);
    if (!peer)
        return peer.error();
    return resumed(epoch_, std::move(noise_), *peer);
}

ResumeResponder::ResumeResponder(ResumeSecrets secrets, Random& random, const Clock& clock)
    : secrets_{std::move(secrets)}, random_{random}, clock_{clock}
{}

Result<ResumeResponder::Answer> ResumeResponder::answer(View attach1, const wire::Counters& own)
{
    const auto attach = wire::decode_attach(Kind::attach1, attach1);
    if (!attach)
        return attach.error();
    if (const auto may = may_answer(*attach); !may)
        return may.error();
    auto noise = make_noise(secrets_, attach->epoch, false, random_);
    if (!noise)
        return noise.error();
    const auto payload = noise->read(attach->noise);
    if (!payload)
        return payload.error();
    const auto peer = wire::decode_attach_payload(Kind::attach1, *payload);
    if (!peer)
        return peer.error();
    const auto message = noise->write(wire::encode_attach_payload(Kind::attach2, own));
    if (!message)
        return message.error();
    unconfirmed_.push_back(clock_.steady());
    return Answer{wire::encode_attach(Kind::attach2, {attach->id, attach->epoch, *message}),
                  resumed(attach->epoch, std::move(*noise), *peer)};
}

Result<void> ResumeResponder::may_answer(const wire::Attach& attach)
{
    if (attach.epoch <= confirmed_)
        return Errc::already_used;
    if (attach.epoch - confirmed_ > kMaxJump)
        return Errc::unexpected;
    if (!crypto::equal_constant_time(attach.id, secrets_.keys.attach_id(attach.epoch)))
        return Errc::not_permitted;
    while (!unconfirmed_.empty() && clock_.steady() - unconfirmed_.front() >= kUnconfirmedPeriod)
        unconfirmed_.pop_front();
    if (unconfirmed_.size() >= kMaxUnconfirmed)
        return Errc::exhausted;
    return {};
}

void ResumeResponder::confirm(std::uint32_t epoch)
{
    confirmed_ = std::max(confirmed_, epoch);
    unconfirmed_.clear();
}

} // namespace cordee::session
