// A conversation as bytes in the session's storage: one value for each entry, and one for what is known
// beside them.
#pragma once

#include "conversation.hpp"

#include <optional>
#include <string>

namespace cordee::chat {

inline constexpr const char* kStateKey = "state";

std::string key_of(const Said& said);
Bytes encode(const Said& said);
/// Empty: not what encode() wrote.
std::optional<Said> decode_said(View bytes);

Bytes encode(const State& state);
std::optional<State> decode_state(View bytes);

} // namespace cordee::chat
