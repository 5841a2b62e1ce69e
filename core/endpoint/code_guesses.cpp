#include "core/endpoint/code_guesses.hpp"

#include "core/base/logging.hpp"

#include <utility>

namespace cordee::endpoint {

CodeGuesses::CodeGuesses(const InvitationStore& store, const WrongGuesses& wrong, std::string invitation,
                         const Clock& clock)
    : store_{store}, wrong_{wrong}, invitation_{std::move(invitation)}, clock_{clock}
{}

Result<void> CodeGuesses::spend()
{
    try {
        const auto now = clock_.now();
        if (wrong_.off_until(now))
            return Errc::not_permitted;
        if (const auto counted = store_.spend_guess(invitation_, now); !counted)
            return counted.error();
        spent_ = true;
        return wrong_.count(now) ? Result<void>{} : Errc::not_permitted;
    } catch (const UserError& error) {
        log::error("a guess could not be counted, so it is not answered: {}", error.what());
        return Errc::io_error;
    }
}

void CodeGuesses::was_right()
{
    spent_ = false;
    wrong_.forgive();
}

bool CodeGuesses::take_spent()
{
    return std::exchange(spent_, false);
}

int CodeGuesses::left() const
{
    const auto kept = store_.load(invitation_);
    return kept && kept->code ? kMaxGuesses - kept->code->guesses : 0;
}

} // namespace cordee::endpoint
