#include "apps/broker/accounts/totp.hpp"

#include "core/crypto/equal.hpp"
#include "core/crypto/openssl.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace cordee::broker {
namespace {

constexpr std::int64_t kStepSeconds = 30;
constexpr int kStepsAround = 1; ///< before and after: clocks differ, and people type slowly

ByteArray<20> hmac_sha1(View key, View message)
{
    ByteArray<20> out{};
    unsigned size = 0;
    const auto* done = HMAC(EVP_sha1(), key.data(), crypto::int_length(key), message.data(), message.size(),
                            out.data(), &size);
    crypto::ensure(done != nullptr && size == out.size(), "HMAC");
    return out;
}

std::string escaped(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           c == '-' || c == '.' || c == '_' || c == '~';
        out += plain ? std::string{c} : fmt::format("%{:02X}", byte);
    }
    return out;
}

} // namespace

std::int64_t totp_step(WallTime now)
{
    return now.time_since_epoch().count() / kStepSeconds;
}

std::string totp_code(View secret, std::int64_t step, int digits)
{
    ByteArray<8> counter{};
    for (std::size_t i = 0; i < counter.size(); ++i)
        counter[i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(step) >> (8 * (7 - i)));
    const auto hash = hmac_sha1(secret, counter);
    const std::size_t at = hash[19] & 0x0fU;
    std::uint32_t number = hash[at] & 0x7fU;
    for (std::size_t i = 1; i < 4; ++i)
        number = (number << 8) | hash[at + i];
    std::uint32_t modulus = 1;
    for (int i = 0; i < digits; ++i)
        modulus *= 10;
    return fmt::format("{:0{}}", number % modulus, digits);
}

std::optional<std::int64_t> check_totp(View secret, std::string_view code, WallTime now, std::int64_t used)
{
    const auto current = totp_step(now);
    std::optional<std::int64_t> found;
    for (auto step = current - kStepsAround; step <= current + kStepsAround; ++step)
        if (crypto::equal_constant_time(as_view(totp_code(secret, step)), as_view(code)) && step > used)
            found = step;
    return found;
}

std::string to_base32(View bytes)
{
    constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string out;
    std::uint32_t kept = 0;
    unsigned bits = 0;
    for (const auto byte : bytes) {
        kept = (kept << 8) | byte;
        for (bits += 8; bits >= 5; bits -= 5)
            out += kDigits[(kept >> (bits - 5)) & 31U];
    }
    if (bits > 0)
        out += kDigits[(kept << (5 - bits)) & 31U];
    return out;
}

std::string totp_uri(std::string_view organisation, std::string_view email, View secret)
{
    return fmt::format("otpauth://totp/{0}:{1}?secret={2}&issuer={0}", escaped(organisation), escaped(email),
                       to_base32(secret));
}

} // namespace cordee::broker
