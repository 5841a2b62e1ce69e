// A part of a file, for who was interrupted: RFC 9110, section 14, one range.
#pragma once

#include "apps/broker/http/http_message.hpp"

#include <cstdint>

namespace cordee::broker {

/// Most of one answer; a client asks again for the rest, and nobody makes the broker keep whole files in
/// memory.
inline constexpr std::uint64_t kMaxPart = 1 << 20;

/// The file whole (200), the part that is asked for, or its beginning (206), or that there is none such
/// (416). `tag` names the content for good.
Response file_response(const Request& request, const std::filesystem::path& file, std::uint64_t size,
                       const std::string& tag);

} // namespace cordee::broker
