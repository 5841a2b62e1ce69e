// Numbers, texts and lists as they stand in the frames between core and plugin host: big-endian, each text
// and list with its length before it.
#pragma once

#include "core/base/bytes.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace cordee::plugin {

inline constexpr std::size_t kMaxNames = 256;
inline constexpr std::size_t kMaxText = 4096;

inline void put_number(Bytes& to, std::uint64_t value, std::size_t size)
{
    for (; size != 0; --size)
        to.push_back(static_cast<std::uint8_t>(value >> (8 * (size - 1))));
}

/// Cut at kMaxText bytes.
inline void put_text(Bytes& to, std::string_view text)
{
    text = text.substr(0, kMaxText);
    put_number(to, text.size(), 2);
    append(to, as_view(text));
}

inline void put_names(Bytes& to, const std::vector<std::string>& names)
{
    const auto count = std::min(names.size(), kMaxNames);
    put_number(to, count, 2);
    for (std::size_t i = 0; i < count; ++i)
        put_text(to, names[i]);
}

/// Reads on from the front; once something is missing, everything is empty and complete() is false.
class Cursor {
public:
    explicit Cursor(View bytes) : rest_{bytes} {}

    std::uint64_t number(std::size_t size)
    {
        std::uint64_t value = 0;
        for (const auto byte : take(size))
            value = value << 8 | byte;
        return value;
    }
    std::uint16_t number16() { return static_cast<std::uint16_t>(number(2)); }
    std::uint32_t number32() { return static_cast<std::uint32_t>(number(4)); }
    std::string text()
    {
        const auto size = number16();
        return std::string{as_text(take(size))};
    }
    std::vector<std::string> names()
    {
        std::vector<std::string> out;
        const auto count = number16();
        if (count > kMaxNames)
            fail();
        for (std::size_t i = 0; i < count && !short_; ++i)
            out.push_back(text());
        return out;
    }
    void fail() { short_ = true; }
    /// All that is left.
    View rest() { return take(rest_.size()); }
    [[nodiscard]] bool complete() const { return !short_ && rest_.empty(); }
    [[nodiscard]] bool failed() const { return short_; }

private:
    View take(std::size_t size)
    {
        if (short_ || rest_.size() < size) {
            short_ = true;
            return {};
        }
        const auto out = rest_.first(size);
        rest_ = rest_.subspan(size);
        return out;
    }

    View rest_;
    bool short_ = false;
};

} // namespace cordee::plugin
