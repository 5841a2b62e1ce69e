// What the words of an error are made of.
#pragma once

#include <string>
#include <string_view>

namespace cordee::endpoint {

/// A translation is a view; an error keeps a string.
inline std::string text(std::string_view translated)
{
    return std::string{translated};
}

} // namespace cordee::endpoint
