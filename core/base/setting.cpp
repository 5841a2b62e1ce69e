#include "core/base/setting.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>

namespace cordee {
namespace {

using std::chrono::milliseconds;

struct Unit {
    std::string_view name;
    std::int64_t milliseconds;
};
// Longest first when printed; "ms" before "m" and "s" when read.
constexpr std::array kUnits{Unit{"ms", 1}, Unit{"h", 3'600'000}, Unit{"m", 60'000}, Unit{"s", 1000}};

std::optional<std::int64_t> parse_number(std::string_view text)
{
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < 0)
        return std::nullopt;
    return value;
}

std::optional<milliseconds> parse_duration(std::string_view text)
{
    constexpr std::int64_t most = std::int64_t{365} * 24 * 3'600'000;
    for (const auto& unit : kUnits) {
        if (!text.ends_with(unit.name))
            continue;
        const auto number = parse_number(text.substr(0, text.size() - unit.name.size()));
        if (!number || *number > most / unit.milliseconds)
            return std::nullopt;
        return milliseconds{*number * unit.milliseconds};
    }
    return std::nullopt;
}

std::string in_quotes(std::string_view text)
{
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += '\\';
        out += c;
    }
    return out + '"';
}

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
        text = text.substr(1, text.size() - 2);
    return text;
}

std::string print_duration(milliseconds value)
{
    for (const auto& unit : {kUnits[1], kUnits[2], kUnits[3]})
        if (value.count() > 0 && value.count() % unit.milliseconds == 0)
            return fmt::format("\"{}{}\"", value.count() / unit.milliseconds, unit.name);
    return fmt::format("\"{}ms\"", value.count());
}

} // namespace

namespace detail {

Result<void> parse_setting(std::string_view text, std::string& value)
{
    value = text;
    return {};
}

Result<void> parse_setting(std::string_view text, std::int64_t& value)
{
    const auto number = parse_number(text);
    if (!number)
        return Errc::malformed;
    value = *number;
    return {};
}

Result<void> parse_setting(std::string_view text, bool& value)
{
    if (text != "true" && text != "false")
        return Errc::malformed;
    value = text == "true";
    return {};
}

Result<void> parse_setting(std::string_view text, milliseconds& value)
{
    const auto duration = parse_duration(text);
    if (!duration)
        return Errc::malformed;
    value = *duration;
    return {};
}

Result<void> parse_setting(std::string_view text, std::vector<std::string>& value)
{
    if (text.starts_with('[') && text.ends_with(']'))
        text = text.substr(1, text.size() - 2);
    value.clear();
    while (!text.empty()) {
        const auto comma = text.find(',');
        const auto item = trimmed(text.substr(0, comma));
        if (!item.empty())
            value.emplace_back(item);
        text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
    }
    return {};
}

std::string setting_toml(const std::string& value)
{
    return in_quotes(value);
}
std::string setting_toml(std::int64_t value)
{
    return std::to_string(value);
}
std::string setting_toml(bool value)
{
    return value ? "true" : "false";
}
std::string setting_toml(milliseconds value)
{
    return print_duration(value);
}
std::string setting_toml(const std::vector<std::string>& value)
{
    std::string out = "[";
    for (const auto& item : value)
        out += (out.size() > 1 ? ", " : "") + in_quotes(item);
    return out + "]";
}

std::string_view setting_form(const std::string&)
{
    return "\"text\"";
}
std::string_view setting_form(std::int64_t)
{
    return "123";
}
std::string_view setting_form(bool)
{
    return "true | false";
}
std::string_view setting_form(milliseconds)
{
    return "\"250ms\" | \"30s\" | \"5m\" | \"12h\"";
}
std::string_view setting_form(const std::vector<std::string>&)
{
    return "[\"a\", \"b\"]";
}

} // namespace detail

} // namespace cordee
