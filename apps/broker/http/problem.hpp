// Answers that say no: RFC 9457 problem documents with a stable code and a hint for the person.
#pragma once

#include "apps/broker/http/http_message.hpp"
#include "core/base/json.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace cordee::broker {

enum class ProblemCode {
    bad_request,
    unauthorized,
    forbidden,
    not_found,
    expired,
    used,
    limit,
    module_denied,
    setup_closed,
    conflict,
    revoked,
    not_waiting,
    way_closed,
    key_not_shown,
    stale_report,
    clock_differs,
    unavailable,
    totp_required,
    internal,
};

/// Thrown by a handler, turned into an answer by the router. The texts are in the request's language already.
struct Problem {
    ProblemCode code;
    std::string detail;
    std::string hint;
    std::optional<std::chrono::seconds> retry_after = std::nullopt;
    int status = 0; ///< 0: the usual one of the code
};

Response to_response(const Problem& problem, Language language);
Response json_response(int status, const json::Object& object);

/// A translated text with its arguments.
template <class... Args>
std::string fill(std::string_view text, const Args&... args)
{
    return fmt::format(fmt::runtime(text), args...);
}

} // namespace cordee::broker
