// What the person reads, in their language.
#pragma once

#include "controlling/scene.hpp"

#include <string>
#include <string_view>

namespace cordee::remote {

enum class Tongue { english, french };

Tongue tongue_of(std::string_view language);

/// Text from outside, for a title or a log: control and direction characters taken out, and cut.
std::string printable_text(std::string_view text, std::size_t most_characters = 500);

/// "NAME – Cordée (control)"; says when there is nothing to control, or no picture.
std::string window_title(std::string_view peer, const Standing& standing, Tongue tongue);

/// Why no window could be opened, and what to do.
std::string no_display(std::string_view reason, Tongue tongue);
std::string no_variable(Tongue tongue);
std::string broken_protocol(Tongue tongue);

} // namespace cordee::remote
