#include "notes.hpp"

namespace cordee::chat {

std::string add_note(std::string notes, std::string_view when, std::string_view about, std::string_view text)
{
    notes.append(when).append(" ").append(about).append(": ").append(text).append("\n");
    while (notes.size() > kMaxNotes)
        notes.erase(0, notes.find('\n') + 1);
    return notes;
}

} // namespace cordee::chat
