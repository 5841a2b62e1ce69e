#include "apps/broker/sessions/routing_numbers.hpp"

#include "apps/broker/times.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace cordee::broker {
namespace {

constexpr std::size_t kShortest = 4;
constexpr std::size_t kLongest = 6;
/// While half are free, as many misses in a row do not happen.
constexpr int kTries = 200;

std::uint32_t numbers_of(std::size_t digits)
{
    std::uint32_t out = 1;
    for (std::size_t i = 0; i < digits; ++i)
        out *= 10;
    return out;
}

/// Below `bound`, each as likely as the other: what would favour some is thrown away.
std::uint32_t uniform(Random& random, std::uint32_t bound)
{
    const auto rest = (std::uint64_t{1} << 32) % bound;
    for (;;) {
        const auto bytes = random.bytes<4>();
        std::uint32_t value = 0;
        for (const auto byte : bytes)
            value = value << 8 | byte;
        if (value < (std::uint64_t{1} << 32) - rest)
            return value % bound;
    }
}

std::int64_t in_use(Database& database, std::size_t digits, WallTime now)
{
    return database
        .query("SELECT COUNT(*) FROM invitation WHERE code <> '' AND length(code) = ? AND state = 'open' AND "
               "code_expires > ?",
               {static_cast<std::int64_t>(digits), to_seconds(now)})
        .at(0)
        .integer(0);
}

bool is_free(Database& database, const std::string& code, WallTime now)
{
    return database
        .query(
            "SELECT 1 FROM invitation WHERE code <> '' AND code = ? AND state = 'open' AND code_expires > ?",
            {code, to_seconds(now)})
        .empty();
}

} // namespace

bool is_routing_number(const std::string& text)
{
    return text.size() >= kShortest && text.size() <= kLongest &&
           std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<std::string> free_routing_number(Database& database, WallTime now, Random& random)
{
    auto digits = kShortest;
    while (digits < kLongest && 2 * in_use(database, digits, now) > numbers_of(digits))
        ++digits;
    for (int i = 0; i < kTries; ++i) {
        auto code = fmt::format("{:0{}}", uniform(random, numbers_of(digits)), digits);
        if (is_free(database, code, now))
            return code;
    }
    return std::nullopt;
}

} // namespace cordee::broker
