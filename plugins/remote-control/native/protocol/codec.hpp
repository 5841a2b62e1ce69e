// What the codecs of the three channels share.
#pragma once

#include "protocol/messages.hpp"

namespace cordee::remote {

inline void write(Writer& out, const Size& size)
{
    out.u16(size.width);
    out.u16(size.height);
}

inline void write(Writer& out, const Point& point)
{
    out.u16(point.x);
    out.u16(point.y);
}

inline void write(Writer& out, const Rect& rect)
{
    out.u16(rect.x);
    out.u16(rect.y);
    out.u16(rect.width);
    out.u16(rect.height);
}

inline Size read_size(Reader& in)
{
    const auto width = in.u16();
    return {width, in.u16()};
}

inline Point read_point(Reader& in)
{
    const auto x = in.u16();
    return {x, in.u16()};
}

inline Rect read_rect(Reader& in)
{
    const auto at = read_point(in);
    const auto size = read_size(in);
    return {at.x, at.y, size.width, size.height};
}

/// 0 or 1; anything else is refused.
inline std::optional<bool> read_flag(Reader& in)
{
    const auto value = in.u8();
    return value <= 1 ? std::optional{value == 1} : std::nullopt;
}

inline std::optional<Mode> read_mode(Reader& in)
{
    const auto value = in.u8();
    return value <= 1 ? std::optional{static_cast<Mode>(value)} : std::nullopt;
}

template <class Message, class Write>
Bytes encode_with(const Message& message, Write write_one)
{
    Bytes out;
    Writer writer{out};
    std::visit([&](const auto& one) { write_one(writer, one); }, message);
    return out;
}

/// `read` gives nothing when a field is out of its range, and need not ask whether all was there.
template <class Message, class Read>
Decoded<Message> decode_with(View bytes, std::uint8_t highest, Read read)
{
    Reader in{bytes};
    const auto type = in.u8();
    if (!in.ok() || type == 0)
        return {};
    if (type > highest)
        return {DecodeStatus::unknown, std::nullopt};
    std::optional<Message> message = read(type, in);
    if (!message || !in.finished())
        return {};
    return {DecodeStatus::ok, std::move(message)};
}

} // namespace cordee::remote
