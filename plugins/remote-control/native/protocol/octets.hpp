// Reading and writing big-endian numbers. A Reader that meets the end stays failed and gives zeros, so that a
// decoder reads all it needs and asks once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cordee::remote {

using Bytes = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;

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
    void bytes(View view);
    void text(std::string_view text);

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

} // namespace cordee::remote
