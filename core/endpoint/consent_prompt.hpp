// The agent's question to the person at its terminal, or the answer that a script gave beforehand.
#pragma once

#include "core/endpoint/terminal.hpp"
#include "core/session/consent.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cordee::endpoint {

/// What --accept names besides permissions: whoever the operator invites.
inline constexpr const char* kColleague = "colleague";

/// "view,control,send" as given to --accept, as permissions: control is view and input, and those of modules
/// that nobody knows yet are named as permission:NAME. Throws UsageError.
std::vector<std::string> parse_accept(const std::string& text);

class ConsentPrompt final : public session::Consent {
public:
    /// `accept`: what is allowed without asking, of whatever is asked. The terminal
    /// outlives this.
    ConsentPrompt(Terminal& terminal, std::optional<std::vector<std::string>> accept);

    /// Throws UserError when there is neither a person to ask nor an answer given beforehand.
    void check_can_answer() const;

    boost::asio::awaitable<std::vector<std::string>> ask(const session::ConsentRequest& request) override;

    /// May somebody join whom the inviter brings along? Texts are printable.
    boost::asio::awaitable<bool> ask_colleague(std::string inviter, std::string name,
                                               std::string organisation);

    /// Nobody is asked: what is allowed was said before the session.
    [[nodiscard]] bool allowed_beforehand() const { return accept_.has_value(); }
    /// Since the last question, a no was said.
    [[nodiscard]] bool declined() const { return declined_; }
    /// The last word after a no: the person knows; of --accept, UserError says what was missing.
    void conclude_declined() const;

private:
    boost::asio::awaitable<std::vector<std::string>> ask_person(session::ConsentRequest request);

    Terminal& terminal_;
    std::optional<std::vector<std::string>> accept_;
    bool declined_ = false;
    std::string asked_; ///< in words
};

} // namespace cordee::endpoint
