// The operator's side of an invitation: whoever comes by it, until the right one has.
#pragma once

#include "apps/cordee/control.hpp"
#include "core/endpoint/code_guesses.hpp"
#include "core/endpoint/invitation_store.hpp"

namespace cordee::cli {

/// What an invitation is worth after somebody came by it. Lives on one strand; what it is given outlives it.
class Attempts {
public:
    enum class Who { client, colleague };

    Attempts(const Control& control, endpoint::BrokerClient& broker, const endpoint::InvitationStore& store,
             endpoint::KeptInvitation kept, Who who = Who::client);

    /// Until the right one came; false when the person stopped waiting. Throws UserError when the invitation
    /// is of no more use.
    boost::asio::awaitable<bool> run(endpoint::SessionRun& session);

    [[nodiscard]] endpoint::SessionId session() const { return kept_.session; }
    [[nodiscard]] Secret<32> own_secret() const { return kept_.static_secret.clone(); }
    [[nodiscard]] std::vector<endpoint::AskedModule> wanted() const;

private:
    boost::asio::awaitable<bool> meet(endpoint::SessionRun& session, endpoint::Meeting meeting, bool by_code);
    boost::asio::awaitable<void> after_failure(const endpoint::MeetingError& failed);
    boost::asio::awaitable<void> burn();
    boost::asio::awaitable<void> used_up(int attempt);
    boost::asio::awaitable<void> tell_broker(std::optional<int> attempt);

    const Control& control_;
    endpoint::BrokerClient& broker_;
    const endpoint::InvitationStore& store_;
    endpoint::KeptInvitation kept_;
    endpoint::WrongGuesses wrong_;
    endpoint::CodeGuesses guesses_;
    Who who_;
};

} // namespace cordee::cli
