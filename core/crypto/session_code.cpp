#include "core/crypto/session_code.hpp"

#include <algorithm>
#include <array>

namespace cordee::crypto {
namespace {

constexpr std::array<std::string_view, 10> kDamm{"0317598642", "7092154863", "4206871359", "1750983426",
                                                 "6123045978", "3674209581", "5869720134", "8945362017",
                                                 "9438617205", "2581436790"};
constexpr std::size_t kMaxTyped = 64;

bool is_digit(char character)
{
    return character >= '0' && character <= '9';
}

bool all_digits(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), is_digit);
}

std::size_t value_of(char digit)
{
    return static_cast<std::size_t>(digit - '0');
}

void wipe_text(std::string& text)
{
    wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
}

/// The largest multiple of ten that a byte reaches is left, so that no digit is more likely than another.
char random_digit(Random& random)
{
    constexpr std::uint8_t kEven = 250;
    for (;;)
        if (const auto byte = random.bytes<1>()[0]; byte < kEven)
            return static_cast<char>('0' + byte % 10);
}

} // namespace

char damm_check_digit(std::string_view digits)
{
    char interim = '0';
    for (const char digit : digits)
        interim = kDamm[value_of(interim)][value_of(digit)];
    return interim;
}

Result<SessionCode> SessionCode::parse(std::string_view text)
{
    if (text.size() > kMaxTyped)
        return Errc::malformed;
    std::string digits;
    digits.reserve(kMaxTyped);
    for (const char character : text)
        if (is_digit(character))
            digits.push_back(character);
        else if (std::string_view{" -\t\r\n"}.find(character) == std::string_view::npos)
            return Errc::malformed;
    if (digits.size() < kMinRouting + kSecretDigits || digits.size() > kMaxRouting + kSecretDigits)
        return Errc::malformed;
    if (damm_check_digit(digits) != '0')
        return Errc::bad_signature;
    const auto routing = digits.size() - kSecretDigits;
    SessionCode code{std::string_view{digits}.substr(0, routing),
                     *Secret<kSecretDigits>::from(as_view(digits).subspan(routing))};
    wipe_text(digits);
    return code;
}

Result<SessionCode> SessionCode::make(std::string_view routing, Random& random)
{
    if (routing.size() < kMinRouting || routing.size() > kMaxRouting || !all_digits(routing))
        return Errc::malformed;
    std::string digits{routing};
    digits.reserve(kMaxTyped);
    while (digits.size() < routing.size() + kSecretDigits - 1)
        digits.push_back(random_digit(random));
    digits.push_back(damm_check_digit(digits));
    SessionCode code{routing, *Secret<kSecretDigits>::from(as_view(digits).subspan(routing.size()))};
    wipe_text(digits);
    return code;
}

std::string SessionCode::format() const
{
    const auto secret = as_text(secret_.view());
    return routing_ + "-" + std::string{secret.substr(0, 4)} + "-" + std::string{secret.substr(4)};
}

} // namespace cordee::crypto
