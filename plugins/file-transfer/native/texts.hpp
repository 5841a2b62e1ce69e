// What a person reads, in English and French.
#pragma once

#include "protocol/trouble.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cordee::transfer {

enum class Phrase { skip, replace, keep_both, no, yes, yes_to_all, waits_for_person, paused };

/// `language` is "en" or "fr"; others read English.
std::string_view say(Phrase phrase, std::string_view language);
/// What happened, why, and what to do.
std::string_view say(Trouble trouble, std::string_view language);

/// "12.3 MB".
std::string amount(std::uint64_t bytes, std::string_view language);
std::string exists_question(std::string_view path, std::string_view language);
std::string file_question(std::string_view peer, std::string_view path, std::uint64_t size,
                          std::string_view language);
/// May these come in, or go out?
std::string transfer_question(std::string_view peer, bool comes_in, const std::vector<std::string>& paths,
                              std::string_view language);
/// "report.pdf", or "12 things".
std::string title_of(const std::vector<std::string>& paths, std::string_view language);

struct Outcome {
    std::uint64_t files = 0;
    std::uint64_t bytes = 0;
    std::uint64_t skipped = 0;
    std::uint64_t failed = 0;
    /// Some of those that failed, with the reason.
    std::vector<std::string> failures{};
    /// Of the only file.
    std::string root{};
};
std::string describe(const Outcome& outcome, std::string_view language);
/// "name: reason".
std::string failure(std::string_view path, Trouble why, std::string_view language);

} // namespace cordee::transfer
