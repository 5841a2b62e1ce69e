// Looks for what was typed or drawn in bytes that should be ciphertext.
#pragma once

#include "tests/support/picture.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cordee::test {

/// Where the text's characters stand at equal distances, 1 to 64 bytes: as ASCII, UTF-16, UTF-32, keysyms, or
/// in key events of one size. The text should have 10 characters or more, or chance finds it.
std::optional<std::size_t> find_text(std::string_view bytes, std::string_view text);

/// Where 32 bytes in a row are eight pixels in a row of one of the pictures (blue, green, red, unused or red,
/// green, blue, unused); runs of one colour do not count.
std::optional<std::size_t> find_pixels(std::string_view bytes, const std::vector<Picture>& pictures);

} // namespace cordee::test
