// What the person reads in a terminal, in their language.
#pragma once

#include "conversation.hpp"
#include "speech.hpp"

#include <string>
#include <string_view>

namespace cordee::chat {

enum class Tongue { english, french };

Tongue tongue_of(std::string_view language);

/// "Anna: good morning". Every further line is set in, so that nobody can seem to be somebody else.
std::string line_of(std::string_view speaker, const Content& content, Tongue tongue);
/// "20:15 Anna: good morning (seen)".
std::string history_line(const Said& said, std::string_view peer, Mark mark, Tongue tongue);
std::string no_history(Tongue tongue);

std::string list_of_answers(const std::vector<Answer>& answers, Tongue tongue);
std::string no_such_answer(Tongue tongue);
std::string note_taken(Tongue tongue);
std::string no_notes(Tongue tongue);
std::string commands(bool operator_side, Tongue tongue);
/// "what you type goes to Anna".
std::string greeting(std::string_view peer, Tongue tongue);
std::string not_arrived(Tongue tongue);
std::string broken_protocol(Tongue tongue);
std::string no_terminal(Tongue tongue);

/// "2026-11-27 20:15" in local time.
std::string date_and_time(std::uint64_t milliseconds);

} // namespace cordee::chat
