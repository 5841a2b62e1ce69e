#include "core/endpoint/typed_words.hpp"

namespace cordee::endpoint {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

bool is_space(char c)
{
    return kSpace.find(c) != std::string_view::npos;
}

/// Up to the closing quote at the front of what is left; false when there is none.
bool take_quoted(std::string_view& line, char quote, std::string& word)
{
    while (!line.empty() && line.front() != quote) {
        if (quote == '"' && line.front() == '\\' && line.size() > 1)
            line.remove_prefix(1);
        word += line.front();
        line.remove_prefix(1);
    }
    if (line.empty())
        return false;
    line.remove_prefix(1);
    return true;
}

/// One word at the front, which is no space.
std::optional<std::string> take_word(std::string_view& line)
{
    std::string word;
    while (!line.empty() && !is_space(line.front())) {
        const char c = line.front();
        line.remove_prefix(1);
        if (c == '\'' || c == '"') {
            if (!take_quoted(line, c, word))
                return std::nullopt;
        } else if (c == '\\' && !line.empty()) {
            word += line.front();
            line.remove_prefix(1);
        } else {
            word += c;
        }
    }
    return word;
}

} // namespace

std::string_view trimmed(std::string_view line)
{
    const auto first = line.find_first_not_of(kSpace);
    if (first == std::string_view::npos)
        return {};
    return line.substr(first, line.find_last_not_of(kSpace) - first + 1);
}

TypedCommand typed_command(std::string_view line)
{
    const auto text = trimmed(line);
    const auto end = std::min(text.find_first_of(kSpace), text.size());
    return {std::string{text.substr(0, end)}, std::string{trimmed(text.substr(end))}};
}

std::optional<std::vector<std::string>> words_of(std::string_view line)
{
    std::vector<std::string> out;
    for (;;) {
        while (!line.empty() && is_space(line.front()))
            line.remove_prefix(1);
        if (line.empty())
            return out;
        auto word = take_word(line);
        if (!word)
            return std::nullopt;
        out.push_back(std::move(*word));
    }
}

} // namespace cordee::endpoint
