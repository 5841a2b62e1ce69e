// Whose plugin packages this build trusts.
#pragma once

#include <span>
#include <string_view>

namespace cordee::plugin {

/// Public keys in minisign's base64 form ("RW…"), fixed when the program is built.
std::span<const std::string_view> publisher_keys();

} // namespace cordee::plugin
