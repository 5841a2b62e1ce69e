// The window's title on X. SDL 2 writes it wrong in the C locale, where most background processes run.
#pragma once

#include <SDL_video.h>

#include <string>
#include <string_view>

namespace cordee::remote {

/// UTF-8. Does nothing where the window system is not X.
void set_x_title(SDL_Window& window, const std::string& title);

/// For programs that know only the old property: what Latin-1 lacks becomes '-' or '?'.
std::string to_latin1(std::string_view utf8);

} // namespace cordee::remote
