// A text of the plugin interface, as one of our own.
#pragma once

#include <cordee/base.h>

#include <string>

namespace cordee::plugin::host {

/// Also of a plugin's text that points nowhere: an empty one.
inline std::string string_of(cordee_text text)
{
    return text.data == nullptr ? std::string{} : std::string{text.data, text.size};
}

} // namespace cordee::plugin::host
