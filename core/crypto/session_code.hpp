// The code that one person reads to another: 4821-0395-7713.
//
//   routing number, 4 to 6 digits, from the broker | 7 secret digits | check digit over all before (Damm)
//
// The last 8 digits never leave the two computers. A wrong digit and two neighbours swapped are noticed here,
// before a guess is spent (SEC-9).
#pragma once

#include "core/base/error.hpp"
#include "core/base/random.hpp"

#include <string>
#include <string_view>

namespace cordee::crypto {

/// The check digit '0'..'9' of decimal digits. A number followed by it has the check digit '0'.
char damm_check_digit(std::string_view digits);

class SessionCode {
public:
    static constexpr std::size_t kMinRouting = 4;
    static constexpr std::size_t kMaxRouting = 6;
    static constexpr std::size_t kSecretDigits = 8;

    /// As a person types it: 12 to 14 digits, with spaces and hyphens anywhere. Errc::malformed when it is
    /// anything else, Errc::bad_signature when the check digit says that it was misheard or mistyped.
    static Result<SessionCode> parse(std::string_view text);
    /// A new one. Errc::malformed when the routing number has not 4 to 6 digits.
    static Result<SessionCode> make(std::string_view routing, Random& random);

    /// What the broker is asked with.
    [[nodiscard]] const std::string& routing() const { return routing_; }
    /// The secret digits as ASCII, the check digit included.
    [[nodiscard]] const Secret<kSecretDigits>& secret() const { return secret_; }
    /// 4821-0395-7713; for the person and for nobody's log.
    [[nodiscard]] std::string format() const;

private:
    SessionCode(std::string_view routing, Secret<kSecretDigits> secret)
        : routing_{routing}, secret_{std::move(secret)}
    {}

    std::string routing_;
    Secret<kSecretDigits> secret_;
};

} // namespace cordee::crypto
