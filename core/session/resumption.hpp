// How a session takes up another connection: ATTACH1 and ATTACH2, Noise NNpsk0 under the resume secret, a new
// epoch with new keys. Pure functions over records; who switches when is the session's to decide.
//
//   initiator   begin(epoch, own counters)   -> ATTACH1, and what finish() needs
//   responder   answer(ATTACH1, own counters) -> ATTACH2, the epoch's keys, the peer's counters
//   initiator   finish(ATTACH2)               -> the epoch's keys, the peer's counters
//   responder   confirm(epoch)                once the first DATA record of that epoch opened
//
// An answer proves nothing yet: ATTACH1 may be a repeated one. Only the initiator's first DATA record shows
// that it holds the new keys, so until then the session stays where it is (SEC-12, SEC-20).
#pragma once

#include "core/base/clock.hpp"
#include "core/base/random.hpp"
#include "core/crypto/key_schedule.hpp"
#include "core/session/established.hpp"
#include "core/wire/attach.hpp"

#include <deque>

namespace cordee::session {

/// What a session keeps of its first handshake, in memory only, to resume by.
struct ResumeSecrets {
    crypto::KeySchedule keys; ///< of epoch 0
    ByteArray<32> handshake_hash{};
    ByteArray<16> session{};

    static ResumeSecrets of(const Established& established)
    {
        return {established.keys.clone(), established.handshake_hash, established.session};
    }
};

/// What either side has after its part of a resumption.
struct Resumed {
    std::uint32_t epoch = 0;
    crypto::KeySchedule keys; ///< whose stream and datagram keys of `epoch` are the new ones
    wire::Counters peer;      ///< to be checked against what was sent and kept
};

/// The side that initiated the session's handshake. random outlives it and everything begun.
class ResumeInitiator {
public:
    ResumeInitiator(ResumeSecrets secrets, Random& random);

    /// One try, waiting for its ATTACH2.
    class Pending {
    public:
        /// Errc::bad_signature, unexpected, malformed, bad_key: nothing has changed and the true answer may
        /// still come. After it came, Errc::unexpected.
        Result<Resumed> finish(View attach2);

    private:
        friend class ResumeInitiator;
        Pending(crypto::Handshake noise, ByteArray<16> id, std::uint32_t epoch);

        crypto::Handshake noise_;
        ByteArray<16> id_;
        std::uint32_t epoch_;
        bool finished_ = false;
    };
    struct Begun {
        Bytes attach1;
        Pending pending;
    };

    /// epoch is the last one tried and one more; 0 is a bug and gives Errc::unexpected.
    Result<Begun> begin(std::uint32_t epoch, const wire::Counters& own);

private:
    ResumeSecrets secrets_;
    Random& random_;
};

/// The side that answers. clock and random outlive it.
class ResumeResponder {
public:
    static constexpr std::uint32_t kMaxJump = 1U << 16;
    static constexpr std::size_t kMaxUnconfirmed = 8;
    static constexpr std::chrono::minutes kUnconfirmedPeriod{1};

    ResumeResponder(ResumeSecrets secrets, Random& random, const Clock& clock);

    struct Answer {
        Bytes attach2;
        Resumed resumed;
    };

    /// Errc::already_used for an epoch that is not above the confirmed one, unexpected for one too far above,
    /// not_permitted for a foreign attach id, exhausted after kMaxUnconfirmed answers in kUnconfirmedPeriod,
    /// bad_signature and malformed for the rest. Whatever it was, nothing has changed.
    Result<Answer> answer(View attach1, const wire::Counters& own);

    /// The first DATA record of this epoch opened: it and all before it are never answered again.
    void confirm(std::uint32_t epoch);
    [[nodiscard]] std::uint32_t confirmed() const { return confirmed_; }

private:
    [[nodiscard]] Result<void> may_answer(const wire::Attach& attach);

    ResumeSecrets secrets_;
    Random& random_;
    const Clock& clock_;
    std::uint32_t confirmed_ = 0;
    std::deque<SteadyTime> unconfirmed_; ///< when each was answered, oldest first
};

} // namespace cordee::session
