// The guesses at one code, counted in files before an answer leaves: for the code and for this computer.
#pragma once

#include "core/base/clock.hpp"
#include "core/endpoint/invitation_store.hpp"
#include "core/endpoint/wrong_guesses.hpp"
#include "core/session/handshake/guess_limit.hpp"

#include <string>

namespace cordee::endpoint {

/// What it refers to outlives it.
class CodeGuesses final : public session::GuessLimit {
public:
    CodeGuesses(const InvitationStore& store, const WrongGuesses& wrong, std::string invitation,
                const Clock& clock);

    /// Besides the errors of InvitationStore::spend_guess: Errc::not_permitted while codes are off on this
    /// computer, Errc::io_error when it cannot be stored.
    Result<void> spend() override;
    /// The last guess was the right code.
    void was_right();

    [[nodiscard]] bool spent() const { return spent_; }
    /// A guess was answered since the last look; a wrong one when no session came of it.
    bool take_spent();
    [[nodiscard]] int left() const;

private:
    const InvitationStore& store_;
    const WrongGuesses& wrong_;
    std::string invitation_;
    const Clock& clock_;
    bool spent_ = false;
};

} // namespace cordee::endpoint
