// A session code as a person types it.
#pragma once

#include "core/crypto/session_code.hpp"

#include <string_view>

namespace cordee::endpoint {

/// Digits with spaces and hyphens: what somebody typed who was told a code, right or wrong.
bool looks_like_code(std::string_view text);

/// Throws UserError that says what to look at, and never repeats the code. Nothing was sent then (SEC-9).
crypto::SessionCode code_from_person(std::string_view text);

} // namespace cordee::endpoint
