// Pieces of the broker's JSON that several answers share. Empty when missing, too long or of another form.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/json.hpp"

#include <optional>
#include <string>

namespace cordee::endpoint {

inline constexpr std::size_t kMaxAnswerText = 256;

/// 1..max bytes.
inline std::optional<std::string> bounded(const json::Object& object, const std::string& key,
                                          std::size_t max = kMaxAnswerText)
{
    auto text = json::get_string(object, key);
    if (!text || text->empty() || text->size() > max)
        return std::nullopt;
    return text;
}

template <std::size_t N>
std::optional<ByteArray<N>> hex_field(const json::Object& object, const std::string& key)
{
    const auto text = bounded(object, key);
    const auto bytes = text ? from_hex(*text) : std::nullopt;
    return bytes ? to_array<N>(*bytes) : std::nullopt;
}

template <std::size_t N>
std::optional<ByteArray<N>> base64_field(const json::Object& object, const std::string& key)
{
    const auto text = bounded(object, key);
    const auto bytes = text ? from_base64url(*text) : std::nullopt;
    return bytes ? to_array<N>(*bytes) : std::nullopt;
}

/// An id of 16 bytes, as it was written.
inline std::optional<std::string> id_field(const json::Object& object, const std::string& key)
{
    auto text = bounded(object, key);
    return text && base64_field<16>(object, key) ? text : std::nullopt;
}

} // namespace cordee::endpoint
