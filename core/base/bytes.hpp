// Bytes as they travel: owning, viewed, fixed and secret, and their text forms.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cordee {

using Bytes = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;
using MutableView = std::span<std::uint8_t>;
template <std::size_t N>
using ByteArray = std::array<std::uint8_t, N>;

inline View as_view(std::string_view text)
{
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

inline std::string_view as_text(View bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

inline Bytes to_bytes(View bytes)
{
    return {bytes.begin(), bytes.end()};
}
inline Bytes to_bytes(std::string_view text)
{
    return to_bytes(as_view(text));
}

void append(Bytes& to, View bytes);

/// Gives back the memory of a buffer that was large once, when what comes next is small.
void shrink_for(Bytes& buffer, std::size_t next);

std::string to_hex(View bytes);
/// Lower or upper case, an even number of digits; anything else is refused.
std::optional<Bytes> from_hex(std::string_view text);

/// RFC 4648 section 5, without padding.
std::string to_base64url(View bytes);
/// Strict: no padding, no white space, unused bits zero, so that each value has one spelling.
std::optional<Bytes> from_base64url(std::string_view text);
/// RFC 4648 section 4 with padding, as strict as from_base64url.
std::optional<Bytes> from_base64(std::string_view text);

/// Copies into an array when the length is exactly N.
template <std::size_t N>
std::optional<ByteArray<N>> to_array(View bytes)
{
    if (bytes.size() != N)
        return std::nullopt;
    ByteArray<N> out;
    std::copy(bytes.begin(), bytes.end(), out.begin());
    return out;
}

/// Overwrites memory in a way the compiler may not remove.
void wipe(MutableView bytes) noexcept;

/// N secret bytes that are wiped when they go out of scope. Copies are explicit, by view().
template <std::size_t N>
class Secret {
public:
    Secret() = default;
    explicit Secret(const ByteArray<N>& bytes) : bytes_{bytes} {}
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    Secret(Secret&& other) noexcept : bytes_{other.bytes_} { wipe(other.bytes_); }
    Secret& operator=(Secret&& other) noexcept
    {
        if (this != &other) {
            bytes_ = other.bytes_;
            wipe(other.bytes_);
        }
        return *this;
    }
    ~Secret() { wipe(bytes_); }

    static std::optional<Secret> from(View bytes)
    {
        if (bytes.size() != N)
            return std::nullopt;
        Secret out;
        std::copy(bytes.begin(), bytes.end(), out.bytes_.begin());
        return out;
    }

    [[nodiscard]] Secret clone() const { return Secret{bytes_}; }
    [[nodiscard]] View view() const { return bytes_; }
    [[nodiscard]] MutableView mutable_view() { return bytes_; }
    static constexpr std::size_t size() { return N; }

private:
    ByteArray<N> bytes_{};
};

} // namespace cordee
