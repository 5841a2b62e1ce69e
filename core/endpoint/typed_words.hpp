// A line that a person typed, as a command and its words.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cordee::endpoint {

/// Without white space at either end.
std::string_view trimmed(std::string_view line);

/// The first word, and what follows it, trimmed.
struct TypedCommand {
    std::string name;
    std::string rest;
};
TypedCommand typed_command(std::string_view line);

/// As a shell splits them: with single and double quotes, and a backslash before a character. Empty when a
/// quote is not closed.
std::optional<std::vector<std::string>> words_of(std::string_view line);

} // namespace cordee::endpoint
