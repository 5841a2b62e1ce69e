// Big-endian reading and writing of the protocol's integers, with every length checked first.
#pragma once

#include "core/base/bytes.hpp"

namespace cordee::wire {

/// Reads from the front. After the first read beyond the end everything reads as zero or empty, and failed()
/// is true; callers look once, at the end.
class Reader {
public:
    explicit Reader(View bytes) : rest_{bytes} {}

    std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
    std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
    std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
    std::uint64_t u64() { return number(8); }
    View bytes(std::size_t size)
    {
        if (size > rest_.size()) {
            failed_ = true;
            rest_ = {};
            return {};
        }
        const View out = rest_.first(size);
        rest_ = rest_.subspan(size);
        return out;
    }

    [[nodiscard]] View rest() const { return rest_; }
    [[nodiscard]] bool failed() const { return failed_; }
    /// Everything was read, and nothing was missing.
    [[nodiscard]] bool finished() const { return !failed_ && rest_.empty(); }

private:
    std::uint64_t number(std::size_t size)
    {
        std::uint64_t value = 0;
        for (const auto byte : bytes(size))
            value = value << 8 | byte;
        return value;
    }

    View rest_;
    bool failed_ = false;
};

inline void put_number(Bytes& to, std::uint64_t value, std::size_t size)
{
    for (std::size_t i = size; i-- > 0;)
        to.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}
inline void put_u8(Bytes& to, std::uint8_t value)
{
    to.push_back(value);
}
inline void put_u16(Bytes& to, std::uint16_t value)
{
    put_number(to, value, 2);
}
inline void put_u32(Bytes& to, std::uint32_t value)
{
    put_number(to, value, 4);
}
inline void put_u64(Bytes& to, std::uint64_t value)
{
    put_number(to, value, 8);
}

} // namespace cordee::wire
