// UTF-8 as it comes from outside: strict, without surrogates, overlong forms or what is beyond Unicode.
#pragma once

#include "protocol/octets.hpp"

#include <optional>
#include <string_view>

namespace cordee::remote {

/// Takes one code point off the front; nothing, and nothing taken, when the front is not UTF-8.
std::optional<char32_t> next_code_point(View& text);
bool valid_utf8(View text);
/// At most `max` bytes, cut between two characters.
std::string_view cut_utf8(std::string_view text, std::size_t max);

} // namespace cordee::remote
