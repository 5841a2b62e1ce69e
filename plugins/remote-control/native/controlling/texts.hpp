// What the person reads, in their language.
#pragma once

#include "controlling/scene.hpp"

#include <string>
#include <string_view>

namespace cordee::remote {

enum class Tongue { english, french };

Tongue tongue_of(std::string_view language);

/// A name from outside: control and direction characters taken out, cut at 64 characters.
std::string printable_name(std::string_view name);

/// "NAME – Cordée (control)"; says when there is nothing to control, or no picture.
std::string window_title(std::string_view peer, const Standing& standing, Tongue tongue);

/// Why no window could be opened, and what to do.
std::string no_display(std::string_view reason, Tongue tongue);
std::string broken_protocol(Tongue tongue);

} // namespace cordee::remote
