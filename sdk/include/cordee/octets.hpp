// Big-endian numbers and UTF-8, for the messages of a plugin. C++20, headers only. A Reader that meets the
// end stays failed and gives zeros, so that a decoder reads all it needs and asks once.
#ifndef CORDEE_OCTETS_HPP
#define CORDEE_OCTETS_HPP

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace cordee::sdk {

using Bytes = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;

inline View as_view(std::string_view text)
{
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

inline std::string_view as_text(View bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Appends to a vector that outlives it.
class Writer {
public:
    explicit Writer(Bytes& out) : out_{out} {}
    void u8(std::uint8_t value) { out_.push_back(value); }
    void u16(std::uint16_t value)
    {
        u8(static_cast<std::uint8_t>(value >> 8));
        u8(static_cast<std::uint8_t>(value));
    }
    void u32(std::uint32_t value)
    {
        u16(static_cast<std::uint16_t>(value >> 16));
        u16(static_cast<std::uint16_t>(value));
    }
    void u64(std::uint64_t value)
    {
        u32(static_cast<std::uint32_t>(value >> 32));
        u32(static_cast<std::uint32_t>(value));
    }
    void bytes(View view) { out_.insert(out_.end(), view.begin(), view.end()); }
    void text(std::string_view text) { bytes(as_view(text)); }

private:
    Bytes& out_;
};

class Reader {
public:
    explicit Reader(View in) : in_{in} {}
    std::uint8_t u8()
    {
        const View one = take(1);
        return one.empty() ? std::uint8_t{0} : one[0];
    }
    std::uint16_t u16()
    {
        const unsigned high = u8();
        return static_cast<std::uint16_t>(high << 8 | u8());
    }
    std::uint32_t u32()
    {
        const std::uint32_t high = u16();
        return high << 16 | u16();
    }
    std::uint64_t u64()
    {
        const std::uint64_t high = u32();
        return high << 32 | u32();
    }
    /// Exactly `size` bytes, or none and failed.
    View take(std::size_t size)
    {
        if (size > in_.size()) {
            failed_ = true;
            in_ = {};
            return {};
        }
        const View out = in_.first(size);
        in_ = in_.subspan(size);
        return out;
    }
    View rest() { return take(in_.size()); }
    [[nodiscard]] std::size_t left() const { return in_.size(); }
    [[nodiscard]] bool ok() const { return !failed_; }
    /// All was there and nothing is left over.
    [[nodiscard]] bool finished() const { return !failed_ && in_.empty(); }

private:
    View in_;
    bool failed_ = false;
};

/// Takes one code point off the front; nothing, and nothing taken, when the front is not UTF-8: strictly,
/// without surrogates, overlong forms or what is beyond Unicode.
inline std::optional<char32_t> next_code_point(View& text)
{
    if (text.empty())
        return std::nullopt;
    const std::uint8_t first = text[0];
    if (first < 0x80) {
        text = text.subspan(1);
        return first;
    }
    const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || text.size() < length)
        return std::nullopt;
    char32_t out = first & (0x7fu >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((text[i] & 0xc0) != 0x80)
            return std::nullopt;
        out = out << 6 | (text[i] & 0x3fu);
    }
    constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (out < kSmallest[length] || out > 0x10ffff || (out >= 0xd800 && out <= 0xdfff))
        return std::nullopt;
    text = text.subspan(length);
    return out;
}

inline bool valid_utf8(View text)
{
    while (!text.empty())
        if (!next_code_point(text))
            return false;
    return true;
}

/// At most `max` bytes, cut between two characters.
inline std::string_view cut_utf8(std::string_view text, std::size_t max)
{
    if (text.size() <= max)
        return text;
    while (max > 0 && (static_cast<std::uint8_t>(text[max]) & 0xc0) == 0x80)
        --max;
    return text.substr(0, max);
}

} // namespace cordee::sdk

#endif
