// A visible word on the desktop, where there is one.
#pragma once

#include <string>

namespace cordee::endpoint {

/// Starts notify-send and does not wait for it; does nothing when there is none. The text is printable.
void show_notice(const std::string& text);

} // namespace cordee::endpoint
