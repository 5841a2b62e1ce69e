// What a person reads when the broker says no, or says nothing.
#pragma once

#include "core/base/error.hpp"
#include "core/endpoint/broker_answers.hpp"

#include <string>

namespace cordee::endpoint {

class BrokerError : public UserError {
public:
    BrokerError(std::string code, const std::string& message, std::string hint)
        : UserError{message, std::move(hint)}, code_{std::move(code)}
    {}
    /// As in the problem document; "unreachable" when there was no answer.
    [[nodiscard]] const std::string& code() const noexcept { return code_; }
    /// Trying again in a while may help.
    [[nodiscard]] bool may_pass() const noexcept
    {
        return code_ == "unreachable" || code_ == "unavailable" || code_ == "internal";
    }

private:
    std::string code_;
};

/// What was asked for, as far as the same answer means different things.
enum class Asked { login, setup, invitation, meeting, code, session, device, enrolment, module, other };

/// `broker` as the person knows it, host:port.
BrokerError no_answer(boost::system::error_code error, const std::string& broker);
BrokerError answered_no(const Problem& problem, Asked asked);
BrokerError not_understood();

} // namespace cordee::endpoint
