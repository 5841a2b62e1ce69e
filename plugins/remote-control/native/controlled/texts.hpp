// What the person at the controlled computer, or the operator, reads.
#pragma once

#include <string>
#include <string_view>

namespace cordee::remote {

enum class Phrase {
    no_display,  ///< the screen can't be captured: …
    set_display, ///< … what to do
    view_refused,
    input_refused, ///< to the operator: this session may only look
    display_lost,
    broken_protocol,
    untyped, ///< a character that no key could be found for
};

/// `language` is "en" or "fr"; others read English.
std::string_view say(Phrase phrase, std::string_view language);
/// Why the screen can't be captured, and what to do.
std::string no_screen(std::string_view reason, std::string_view language);

} // namespace cordee::remote
