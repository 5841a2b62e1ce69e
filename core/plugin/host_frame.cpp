#include "core/plugin/host_frame.hpp"

namespace cordee::plugin {
namespace {

constexpr std::size_t kMaxNames = 256;

void put16(Bytes& to, std::uint32_t value)
{
    to.push_back(static_cast<std::uint8_t>(value >> 8));
    to.push_back(static_cast<std::uint8_t>(value));
}

void put32(Bytes& to, std::uint32_t value)
{
    put16(to, value >> 16);
    put16(to, value & 0xffff);
}

void put_text(Bytes& to, std::string_view text)
{
    constexpr std::size_t kMaxText = 4096;
    text = text.substr(0, kMaxText);
    put16(to, static_cast<std::uint32_t>(text.size()));
    append(to, as_view(text));
}

void put_names(Bytes& to, const std::vector<std::string>& names)
{
    const auto count = std::min(names.size(), kMaxNames);
    put16(to, static_cast<std::uint32_t>(count));
    for (std::size_t i = 0; i < count; ++i)
        put_text(to, names[i]);
}

/// Reads on from the front; once something is missing, everything is empty and complete() is false.
class Cursor {
public:
    explicit Cursor(View bytes) : rest_{bytes} {}

    std::uint32_t number(std::size_t size)
    {
        std::uint32_t value = 0;
        for (const auto byte : take(size))
            value = value << 8 | byte;
        return value;
    }
    std::string text()
    {
        const auto size = number(2);
        return std::string{as_text(take(size))};
    }
    std::vector<std::string> names()
    {
        std::vector<std::string> out;
        const auto count = number(2);
        if (count > kMaxNames)
            short_ = true;
        for (std::uint32_t i = 0; i < count && !short_; ++i)
            out.push_back(text());
        return out;
    }
    [[nodiscard]] bool complete() const { return !short_ && rest_.empty(); }

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

} // namespace

ByteArray<kFrameHeader> encode_header(const FrameHeader& header)
{
    const auto byte = [](std::uint32_t value) { return static_cast<std::uint8_t>(value); };
    return {byte(static_cast<std::uint32_t>(header.type)),
            0,
            byte(header.channel >> 8u),
            byte(header.channel),
            byte(header.length >> 24),
            byte(header.length >> 16),
            byte(header.length >> 8),
            byte(header.length)};
}

Result<FrameHeader> decode_header(View bytes)
{
    Cursor in{bytes};
    const auto type = in.number(1);
    const auto zero = in.number(1);
    FrameHeader header{static_cast<FrameType>(type), static_cast<std::uint16_t>(in.number(2)), in.number(4)};
    if (!in.complete() || zero != 0 || header.type < FrameType::load || header.type > FrameType::ended)
        return Errc::malformed;
    if (header.length > (header.type == FrameType::message ? kMaxMessage : kMaxControlPayload))
        return Errc::too_large;
    return header;
}

Bytes encode_load(const LoadOrder& order)
{
    Bytes out;
    put_text(out, order.library);
    put_text(out, order.readable);
    put_text(out, order.module);
    put16(out, order.side);
    put_text(out, order.peer_name);
    put_text(out, order.language);
    put16(out, order.channels);
    put32(out, order.window);
    put_names(out, order.permissions);
    put16(out, order.folder_access);
    return out;
}

Result<LoadOrder> decode_load(View payload)
{
    Cursor in{payload};
    LoadOrder out;
    out.library = in.text();
    out.readable = in.text();
    out.module = in.text();
    out.side = static_cast<std::uint8_t>(in.number(2));
    out.peer_name = in.text();
    out.language = in.text();
    out.channels = static_cast<std::uint16_t>(in.number(2));
    out.window = in.number(4);
    out.permissions = in.names();
    out.folder_access = static_cast<std::uint16_t>(in.number(2));
    if (!in.complete())
        return Errc::malformed;
    return out;
}

Bytes encode_names(const std::vector<std::string>& names)
{
    Bytes out;
    put_names(out, names);
    return out;
}

Result<std::vector<std::string>> decode_names(View payload)
{
    Cursor in{payload};
    auto names = in.names();
    if (!in.complete())
        return Errc::malformed;
    return names;
}

Bytes encode_credit(std::uint32_t bytes)
{
    Bytes out;
    put32(out, bytes);
    return out;
}

Result<std::uint32_t> decode_credit(View payload)
{
    Cursor in{payload};
    const auto bytes = in.number(4);
    if (!in.complete())
        return Errc::malformed;
    return bytes;
}

Bytes encode_rate(std::uint64_t bytes_per_second)
{
    Bytes out;
    put32(out, static_cast<std::uint32_t>(bytes_per_second >> 32));
    put32(out, static_cast<std::uint32_t>(bytes_per_second));
    return out;
}

Result<std::uint64_t> decode_rate(View payload)
{
    Cursor in{payload};
    const std::uint64_t high = in.number(4);
    const std::uint64_t low = in.number(4);
    if (!in.complete())
        return Errc::malformed;
    return high << 32 | low;
}

} // namespace cordee::plugin
