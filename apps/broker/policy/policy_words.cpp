#include "apps/broker/policy/policy_words.hpp"

#include "core/base/printable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace cordee::broker {
namespace {

constexpr std::array<std::string_view, 7> kDays{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

std::optional<unsigned> day_number(std::string_view text)
{
    const auto* const found = std::ranges::find(kDays, text);
    return found == kDays.end() ? std::nullopt : std::optional{static_cast<unsigned>(found - kDays.begin())};
}

/// One day, or from one to another.
std::optional<std::uint8_t> parse_run(std::string_view text)
{
    const auto dash = text.find('-');
    const auto first = day_number(text.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : day_number(text.substr(dash + 1));
    if (!first || !last)
        return std::nullopt;
    std::uint8_t out = 0;
    for (unsigned day = *first;; day = (day + 1) % 7) {
        out = static_cast<std::uint8_t>(out | 1U << day);
        if (day == *last)
            return out;
    }
}

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/// "08:30"; 1440 is the end of the day.
std::optional<int> parse_minute(std::string_view text)
{
    if (text.size() != 5 || text[2] != ':' || !is_digit(text[0]) || !is_digit(text[1]) ||
        !is_digit(text[3]) || !is_digit(text[4]))
        return std::nullopt;
    const int hour = (text[0] - '0') * 10 + (text[1] - '0');
    const int minute = (text[3] - '0') * 10 + (text[4] - '0');
    const int out = hour * 60 + minute;
    if (minute > 59 || out > 24 * 60)
        return std::nullopt;
    return out;
}

class Splitter {
public:
    explicit Splitter(std::string_view line) : line_{line} {}

    Words run()
    {
        while (skip_spaces() && out_.fault == Words::Fault::none) {
            if (line_[at_] == '#') {
                out_.comment = std::string{line_.substr(at_ + 1)};
                break;
            }
            if (line_[at_] == '"')
                take_quoted();
            else
                take_bare();
        }
        return std::move(out_);
    }

private:
    bool skip_spaces()
    {
        while (at_ < line_.size() && is_space(line_[at_]))
            ++at_;
        return at_ < line_.size();
    }

    void fail(Words::Fault fault, std::size_t at)
    {
        out_.fault = fault;
        out_.fault_at = at;
    }

    void take_quoted()
    {
        Word word{{}, at_, true};
        std::size_t i = at_ + 1;
        for (; i < line_.size() && line_[i] != '"'; ++i) {
            if (line_[i] == '\\' && i + 1 < line_.size())
                ++i;
            word.text += line_[i];
        }
        if (i >= line_.size())
            return fail(Words::Fault::unclosed, at_);
        at_ = i + 1;
        if (at_ < line_.size() && !is_space(line_[at_]))
            return fail(Words::Fault::glued, at_);
        out_.list.push_back(std::move(word));
    }

    void take_bare()
    {
        Word word{{}, at_, false};
        while (at_ < line_.size() && !is_space(line_[at_])) {
            if (line_[at_] == '"')
                return fail(Words::Fault::glued, at_);
            word.text += line_[at_++];
        }
        out_.list.push_back(std::move(word));
    }

    std::string_view line_;
    std::size_t at_ = 0;
    Words out_;
};

} // namespace

Words split_policy_line(std::string_view line)
{
    std::string spaced{line};
    std::ranges::replace(spaced, '\t', ' ');
    if (printable(spaced, spaced.size()) != spaced) {
        Words out;
        out.fault = Words::Fault::not_text;
        const auto safe = printable(spaced, spaced.size());
        out.fault_at = static_cast<std::size_t>(std::ranges::mismatch(spaced, safe).in1 - spaced.begin());
        return out;
    }
    return Splitter{line}.run();
}

std::string in_quotes(std::string_view name)
{
    std::string out = "\"";
    for (const char c : name) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + "\"";
}

std::optional<std::uint8_t> parse_days(std::string_view text)
{
    std::uint8_t out = 0;
    for (;;) {
        const auto end = std::min(text.find(','), text.size());
        const auto run = parse_run(text.substr(0, end));
        if (!run)
            return std::nullopt;
        out = static_cast<std::uint8_t>(out | *run);
        if (end == text.size())
            return out;
        text.remove_prefix(end + 1);
    }
}

std::string print_days(std::uint8_t days)
{
    std::string out;
    for (unsigned day = 0; day < 7; ++day) {
        if ((days >> day & 1U) == 0)
            continue;
        auto last = day;
        while (last < 6 && (days >> (last + 1) & 1U) != 0)
            ++last;
        out += out.empty() ? "" : ",";
        out += kDays.at(day);
        if (last != day)
            out += fmt::format("-{}", kDays.at(last));
        day = last;
    }
    return out;
}

std::optional<Hours> parse_hours(std::string_view text)
{
    if (text.size() != 11 || text[5] != '-')
        return std::nullopt;
    const auto from = parse_minute(text.substr(0, 5));
    const auto until = parse_minute(text.substr(6));
    if (!from || !until || *from == 24 * 60 || *from == *until)
        return std::nullopt;
    return Hours{*from, *until};
}

std::string print_hours(const Hours& hours)
{
    return fmt::format("{:02}:{:02}-{:02}:{:02}", hours.from / 60, hours.from % 60, hours.until / 60,
                       hours.until % 60);
}

bool looks_like_hours(std::string_view text)
{
    return !text.empty() && is_digit(text.front()) && text.find(':') != std::string_view::npos;
}

bool is_zone_name(std::string_view text)
{
    return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || c == '+' ||
               c == '-' || c == '/';
    });
}

} // namespace cordee::broker
