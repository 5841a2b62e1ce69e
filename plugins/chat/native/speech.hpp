// What a typed line means: something to say, or a command of the chat.
#pragma once

#include "protocol/messages.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace cordee::chat {

struct Answer {
    std::string name;
    Content content;
};

/// Of the setting `answers`: a line "name = text" for each; a text that is an address of the web becomes a
/// link. Lines that are neither are left out.
std::vector<Answer> parse_answers(std::string_view setting);

struct Nothing {};
struct Say {
    Content content;
};
struct UseAnswer {
    std::string name; ///< empty: which are there?
};
struct ShowHistory {};
struct TakeNote {
    std::string text;
};
struct ShowNotes {};
struct Unknown {};

using Speech = std::variant<Nothing, Say, UseAnswer, ShowHistory, TakeNote, ShowNotes, Unknown>;

/// "/answer", "/answer NAME", "/history", "/note TEXT", "/notes"; "//…" says a text that begins with a slash.
Speech understand(std::string_view line);

} // namespace cordee::chat
