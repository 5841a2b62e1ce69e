// Values in private JSON files that more than one store keeps.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/json.hpp"

#include <optional>
#include <string>

namespace cordee::endpoint {

/// Base64url of exactly N bytes; empty when it is absent or of another form. What was decoded is wiped.
template <std::size_t N>
std::optional<Secret<N>> get_secret(const json::Object& object, const std::string& key)
{
    const auto text = json::get_string(object, key);
    auto bytes = text ? from_base64url(*text) : std::nullopt;
    if (!bytes)
        return std::nullopt;
    auto out = Secret<N>::from(*bytes);
    wipe(*bytes);
    return out;
}

/// The same for what is not secret.
template <std::size_t N>
std::optional<ByteArray<N>> get_bytes(const json::Object& object, const std::string& key)
{
    const auto text = json::get_string(object, key);
    const auto bytes = text ? from_base64url(*text) : std::nullopt;
    return bytes ? to_array<N>(*bytes) : std::nullopt;
}

} // namespace cordee::endpoint
