// The operator's own notes: lines on this computer that never leave it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace cordee::chat {

inline constexpr const char* kNotesKey = "notes";
inline constexpr std::size_t kMaxNotes = 64 * 1024;

/// The notes with another one; the oldest lines go when it gets too much.
std::string add_note(std::string notes, std::string_view when, std::string_view about, std::string_view text);

} // namespace cordee::chat
