// Codes that change every half minute: RFC 6238 with SHA-1 and six digits, which every authenticator knows.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/clock.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cordee::broker {

inline constexpr std::size_t kTotpSecret = 20; ///< bytes, as RFC 4226 advises

/// Number of the half minute.
std::int64_t totp_step(WallTime now);
/// HOTP of RFC 4226: `digits` of them, with leading zeros; 8 at most.
std::string totp_code(View secret, std::int64_t step, int digits = 6);
/// The step of the code, when it is one of now or a step before or after and newer than `used`, so that a
/// code that somebody saw is of no use again.
std::optional<std::int64_t> check_totp(View secret, std::string_view code, WallTime now, std::int64_t used);

/// RFC 4648 section 6, without padding.
std::string to_base32(View bytes);
/// What authenticators read from a picture.
std::string totp_uri(std::string_view organisation, std::string_view email, View secret);

} // namespace cordee::broker
