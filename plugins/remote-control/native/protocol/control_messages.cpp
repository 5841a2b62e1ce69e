#include "protocol/codec.hpp"
#include "protocol/octets.hpp"

namespace cordee::remote {
namespace {

// The first byte of a message. A number is never given a second meaning.
enum ControlType : std::uint8_t {
    kHello = 1,
    kMode = 2,
    kLayout = 3,
    kAck = 4,
    kRefresh = 5,
    kNotice = 6,
    kEnd = 7
};

void write(Writer& out, const Hello& hello)
{
    out.u8(kHello);
    out.u16(hello.version);
    out.u8(static_cast<std::uint8_t>(hello.mode));
    out.u8(static_cast<std::uint8_t>(hello.encodings.size()));
    out.bytes(hello.encodings);
}

void write(Writer& out, const ModeChange& change)
{
    out.u8(kMode);
    out.u8(static_cast<std::uint8_t>(change.mode));
}

void write(Writer& out, const ScreenLayout& layout)
{
    out.u8(kLayout);
    write(out, layout.size);
    out.u8(static_cast<std::uint8_t>(layout.monitors.size()));
    for (const auto& monitor : layout.monitors)
        write(out, monitor);
}

void write(Writer& out, const UpdateAck& ack)
{
    out.u8(kAck);
    out.u32(ack.number);
}

void write(Writer& out, const RefreshRequest&)
{
    out.u8(kRefresh);
}

void write_notice(Writer& out, ControlType type, NoticeKind kind, const std::string& text)
{
    out.u8(type);
    out.u8(static_cast<std::uint8_t>(kind));
    out.text(cut_utf8(text, kMaxNotice));
}

void write(Writer& out, const Notice& notice)
{
    write_notice(out, kNotice, notice.kind, notice.text);
}
void write(Writer& out, const End& end)
{
    write_notice(out, kEnd, end.kind, end.text);
}

std::optional<ControlMessage> read_hello(Reader& in)
{
    Hello hello;
    hello.version = in.u16();
    const auto mode = read_mode(in);
    const View encodings = in.take(in.u8());
    if (!mode || hello.version == 0)
        return std::nullopt;
    hello.mode = *mode;
    hello.encodings.assign(encodings.begin(), encodings.end());
    // What follows is of a later version.
    in.rest();
    return hello;
}

std::optional<ControlMessage> read_layout(Reader& in)
{
    ScreenLayout layout;
    layout.size = read_size(in);
    const std::size_t count = in.u8();
    if (!layout.size.valid() || count > kMaxMonitors)
        return std::nullopt;
    for (std::size_t i = 0; i < count && in.ok(); ++i) {
        layout.monitors.push_back(read_rect(in));
        if (!layout.monitors.back().inside(layout.size))
            return std::nullopt;
    }
    return layout;
}

template <class Message>
std::optional<ControlMessage> read_notice(Reader& in)
{
    Message notice;
    const auto kind = in.u8();
    // A kind of a later version is still a text to show.
    if (kind <= static_cast<std::uint8_t>(NoticeKind::screen_lost))
        notice.kind = static_cast<NoticeKind>(kind);
    const View text = in.rest();
    if (text.size() > kMaxNotice || !valid_utf8(text))
        return std::nullopt;
    notice.text.assign(text.begin(), text.end());
    return notice;
}

std::optional<ControlMessage> read_control(std::uint8_t type, Reader& in)
{
    switch (type) {
    case kHello:
        return read_hello(in);
    case kMode:
        if (const auto mode = read_mode(in))
            return ModeChange{*mode};
        return std::nullopt;
    case kLayout:
        return read_layout(in);
    case kAck:
        return UpdateAck{in.u32()};
    case kRefresh:
        return RefreshRequest{};
    case kNotice:
        return read_notice<Notice>(in);
    default:
        return read_notice<End>(in);
    }
}

} // namespace

Bytes encode(const ControlMessage& message)
{
    return encode_with(message, [](Writer& out, const auto& one) { write(out, one); });
}

Decoded<ControlMessage> decode_control(View bytes)
{
    return decode_with<ControlMessage>(bytes, kEnd, read_control);
}

} // namespace cordee::remote
