#include "core/crypto/timestamps.hpp"

#include <fmt/format.h>

namespace cordee::crypto {
namespace {

using std::chrono::floor;

constexpr WallTime kYear10000{std::chrono::sys_days{std::chrono::year{10000} / 1 / 1}};

bool is_decimal(char c)
{
    return c >= '0' && c <= '9';
}

/// Takes a fixed number of digits, or one given character, off the front; remembers the first failure.
class Scanner {
public:
    explicit Scanner(std::string_view text) : rest_{text} {}

    int number(std::size_t digits)
    {
        int value = 0;
        for (std::size_t i = 0; i < digits; ++i) {
            if (rest_.empty() || !is_decimal(rest_.front()))
                return fail();
            value = value * 10 + (rest_.front() - '0');
            rest_.remove_prefix(1);
        }
        return value;
    }

    bool accept(char expected)
    {
        if (!rest_.starts_with(expected))
            return false;
        rest_.remove_prefix(1);
        return true;
    }

    void expect(char expected)
    {
        if (!accept(expected))
            fail();
    }

    void skip_fraction()
    {
        if (!accept('.'))
            return;
        number(1);
        while (!rest_.empty() && is_decimal(rest_.front()))
            rest_.remove_prefix(1);
    }

    /// "Z" or "+01:00", in minutes.
    std::chrono::minutes offset()
    {
        if (accept('Z'))
            return {};
        const bool west = accept('-');
        if (!west)
            expect('+');
        const int hours = number(2);
        expect(':');
        const int minutes = number(2);
        if (hours > 23 || minutes > 59)
            fail();
        return std::chrono::minutes{(west ? -1 : 1) * (hours * 60 + minutes)};
    }

    [[nodiscard]] bool complete() const { return ok_ && rest_.empty(); }

private:
    int fail()
    {
        ok_ = false;
        return 0;
    }

    std::string_view rest_;
    bool ok_ = true;
};

} // namespace

std::string format_timestamp(WallTime time)
{
    const auto day = floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{time - day};
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

std::optional<WallTime> parse_timestamp(std::string_view text)
{
    Scanner in{text};
    const std::chrono::year year{in.number(4)};
    in.expect('-');
    const std::chrono::month month{static_cast<unsigned>(in.number(2))};
    in.expect('-');
    const std::chrono::day day{static_cast<unsigned>(in.number(2))};
    in.expect('T');
    const int hour = in.number(2);
    in.expect(':');
    const int minute = in.number(2);
    in.expect(':');
    const int second = in.number(2);
    in.skip_fraction();
    const auto offset = in.offset();
    const std::chrono::year_month_day date{year, month, day};
    if (!in.complete() || !date.ok() || hour > 23 || minute > 59 || second > 59)
        return std::nullopt;
    const auto time = std::chrono::sys_days{date} + std::chrono::hours{hour} + std::chrono::minutes{minute} +
                      std::chrono::seconds{second} - offset;
    if (time < WallTime{} || time >= kYear10000)
        return std::nullopt;
    return time;
}

} // namespace cordee::crypto
