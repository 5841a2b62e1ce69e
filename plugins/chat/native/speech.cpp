#include "speech.hpp"

#include <algorithm>

namespace cordee::chat {
namespace {

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view kBlank = " \t\r\n";
    const auto first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

Content content_of(std::string_view text)
{
    const Content link = Link{std::string{text}};
    return is_sound(link) ? link : Content{Text{std::string{text}}};
}

Speech say(std::string_view text)
{
    auto content = content_of(text);
    if (!is_sound(content))
        return Nothing{};
    return Say{std::move(content)};
}

} // namespace

std::vector<Answer> parse_answers(std::string_view setting)
{
    std::vector<Answer> out;
    while (!setting.empty()) {
        const auto end = setting.find('\n');
        const auto line = setting.substr(0, end);
        setting.remove_prefix(end == std::string_view::npos ? setting.size() : end + 1);
        const auto equals = line.find('=');
        if (equals == std::string_view::npos)
            continue;
        const auto name = trimmed(line.substr(0, equals));
        auto content = content_of(trimmed(line.substr(equals + 1)));
        if (!name.empty() && is_sound(content))
            out.push_back({std::string{name}, std::move(content)});
    }
    return out;
}

Speech understand(std::string_view line)
{
    const auto text = trimmed(line);
    if (text.empty())
        return Nothing{};
    if (!text.starts_with('/'))
        return say(text);
    if (text.starts_with("//"))
        return say(text.substr(1));
    const auto space = text.find_first_of(" \t");
    const auto word = text.substr(0, space);
    const auto rest = space == std::string_view::npos ? std::string_view{} : trimmed(text.substr(space));
    if (word == "/answer")
        return UseAnswer{std::string{rest}};
    if (word == "/history" && rest.empty())
        return ShowHistory{};
    if (word == "/note" && !rest.empty())
        return TakeNote{std::string{rest}};
    if (word == "/notes" && rest.empty())
        return ShowNotes{};
    return Unknown{};
}

} // namespace cordee::chat
