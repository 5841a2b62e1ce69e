// The checks of texts that core and plugin host both make, without a JSON library in the plugin's process.
#pragma once

#include <string_view>

namespace cordee::plugin {

bool is_utf8(std::string_view text);

/// Lower-case letters, digits and inner hyphens, 1 to 64 characters, as ids and names in manifest.json.
bool is_plain_name(std::string_view text);

/// A JSON object of texts, numbers, true and false, without two equal keys. A key is 1 to 64 letters, digits,
/// hyphens and underscores; a number has at most 15 digits before and after its point, and an exponent of at
/// most two. Every JSON reader understands such an object in the same way.
bool is_flat_object(std::string_view text);

} // namespace cordee::plugin
