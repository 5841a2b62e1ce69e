// Six digits that two people compare aloud: equal when nobody sits between them. Commit and reveal, so that
// somebody in the middle has one try in a million and no time to search (SEC-28).
//
//     responder                                       initiator
//     commitment  H("rs1 sas" || h0 || nr)     ->
//                                              <-     nonce ni
//     reveal      nr                           ->     checks it against the commitment
//     both: digits = L("sas", ni || nr, 8) mod 10^6
//
// A state machine of one run: what it returns is to be sent to the other side, in a control message.
#pragma once

#include "core/base/random.hpp"
#include "core/crypto/key_schedule.hpp"

#include <optional>
#include <string>
#include <variant>

namespace cordee::session {

struct SasCommitment {
    ByteArray<32> hash{};
};
struct SasNonce {
    ByteArray<16> value{};
};
struct SasReveal {
    ByteArray<16> value{};
};
using SasMessage = std::variant<SasCommitment, SasNonce, SasReveal>;

/// One for each session. An error ends the run for good, and the session with it.
class SasExchange {
public:
    /// keys and hash are those of the session's first handshake; random outlives the exchange.
    SasExchange(bool initiator, crypto::KeySchedule keys, const ByteArray<32>& handshake_hash,
                Random& random);

    /// The responder's first message. Errc::unexpected from the initiator, or the second time.
    Result<SasCommitment> begin();

    /// The other side's message; what is to be answered, if anything. Errc::unexpected out of order or after
    /// the run, Errc::bad_signature for a reveal that is not what was committed to.
    Result<std::optional<SasMessage>> take(const SasMessage& message);

    /// Six digits, once the run is over; the same on both sides.
    [[nodiscard]] const std::optional<std::string>& digits() const { return digits_; }
    [[nodiscard]] bool failed() const { return state_ == State::failed; }

private:
    enum class State { fresh, committed, answered, done, failed };

    [[nodiscard]] ByteArray<32> commitment_to(const ByteArray<16>& responder_nonce) const;
    Result<std::optional<SasMessage>> taken(const SasCommitment& commitment);
    Result<std::optional<SasMessage>> taken(const SasNonce& nonce);
    Result<std::optional<SasMessage>> taken(const SasReveal& reveal);
    void finish(const ByteArray<16>& initiator_nonce, const ByteArray<16>& responder_nonce);
    Errc fail(Errc error);

    bool initiator_;
    crypto::KeySchedule keys_;
    ByteArray<32> handshake_hash_;
    Random& random_;
    State state_ = State::fresh;
    ByteArray<16> own_nonce_{};
    ByteArray<32> commitment_{}; ///< the responder's, as the initiator received it
    std::optional<std::string> digits_;
};

} // namespace cordee::session
