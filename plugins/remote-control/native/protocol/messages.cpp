#include "protocol/messages.hpp"

#include "protocol/utf8.hpp"

namespace cordee::remote {
namespace {

// The first byte of a message. Numbers are never given a second meaning.
enum ControlType : std::uint8_t {
    kHello = 1,
    kMode = 2,
    kLayout = 3,
    kAck = 4,
    kRefresh = 5,
    kNotice = 6,
    kEnd = 7
};
enum ScreenType : std::uint8_t { kUpdate = 1, kShape = 2, kShapeUse = 3, kPosition = 4 };
enum InputType : std::uint8_t { kMove = 1, kButton = 2, kWheel = 3, kKey = 4, kText = 5, kReleaseAll = 6 };

constexpr std::size_t kUpdateRectHeader = 13;

void write(Writer& out, const Size& size)
{
    out.u16(size.width);
    out.u16(size.height);
}

void write(Writer& out, const Point& point)
{
    out.u16(point.x);
    out.u16(point.y);
}

void write(Writer& out, const Rect& rect)
{
    out.u16(rect.x);
    out.u16(rect.y);
    out.u16(rect.width);
    out.u16(rect.height);
}

Size read_size(Reader& in)
{
    const auto width = in.u16();
    return {width, in.u16()};
}

Point read_point(Reader& in)
{
    const auto x = in.u16();
    return {x, in.u16()};
}

Rect read_rect(Reader& in)
{
    const auto at = read_point(in);
    const auto size = read_size(in);
    return {at.x, at.y, size.width, size.height};
}

/// 0 or 1; anything else is refused.
std::optional<bool> read_flag(Reader& in)
{
    const auto value = in.u8();
    return value <= 1 ? std::optional{value == 1} : std::nullopt;
}

std::optional<Mode> read_mode(Reader& in)
{
    const auto value = in.u8();
    return value <= 1 ? std::optional{static_cast<Mode>(value)} : std::nullopt;
}

// Writers.

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

void write(Writer& out, const Update& update)
{
    out.u8(kUpdate);
    out.u32(update.number);
    write(out, update.size);
    out.u8(update.more ? 1 : 0);
    out.u16(static_cast<std::uint16_t>(update.rects.size()));
    for (const auto& rect : update.rects) {
        write(out, rect.area);
        out.u8(rect.encoding);
        out.u32(static_cast<std::uint32_t>(rect.data.size()));
        out.bytes(rect.data);
    }
}

void write(Writer& out, const PointerShape& shape)
{
    out.u8(kShape);
    out.u8(shape.number);
    write(out, shape.size);
    write(out, shape.hotspot);
    for (const auto pixel : shape.pixels)
        out.u32(pixel);
}

void write(Writer& out, const PointerUse& use)
{
    out.u8(kShapeUse);
    out.u8(use.number);
}

void write(Writer& out, const PointerPosition& position)
{
    out.u8(kPosition);
    write(out, position.at);
}

void write(Writer& out, const PointerMove& move)
{
    out.u8(kMove);
    write(out, move.at);
}

void write(Writer& out, const Button& button)
{
    out.u8(kButton);
    out.u8(button.button);
    out.u8(button.down ? 1 : 0);
}

void write(Writer& out, const Wheel& wheel)
{
    out.u8(kWheel);
    out.u16(static_cast<std::uint16_t>(wheel.x));
    out.u16(static_cast<std::uint16_t>(wheel.y));
}

void write(Writer& out, const Key& key)
{
    out.u8(kKey);
    out.u32(key.keysym);
    out.u8(key.down ? 1 : 0);
}

void write(Writer& out, const Text& text)
{
    out.u8(kText);
    out.text(text.utf8);
}

void write(Writer& out, const ReleaseAll&)
{
    out.u8(kReleaseAll);
}

template <class Message>
Bytes encode_any(const Message& message)
{
    Bytes out;
    Writer writer{out};
    std::visit([&](const auto& one) { write(writer, one); }, message);
    return out;
}

// Readers: nothing when a field is out of its range; the caller asks whether all was read.

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

std::optional<ScreenMessage> read_update(Reader& in)
{
    Update update;
    update.number = in.u32();
    update.size = read_size(in);
    const auto more = read_flag(in);
    const std::size_t count = in.u16();
    if (!more || !update.size.valid() || count > in.left() / kUpdateRectHeader)
        return std::nullopt;
    update.more = *more;
    update.rects.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        UpdateRect rect;
        rect.area = read_rect(in);
        rect.encoding = in.u8();
        rect.data = in.take(in.u32());
        if (!in.ok() || !rect.area.inside(update.size) || rect.area.pixels() > kMaxRectPixels)
            return std::nullopt;
        update.rects.push_back(rect);
    }
    return update;
}

std::optional<ScreenMessage> read_shape(Reader& in)
{
    PointerShape shape;
    shape.number = in.u8();
    shape.size = read_size(in);
    shape.hotspot = read_point(in);
    const bool none = shape.size.width == 0 && shape.size.height == 0 && shape.hotspot == Point{};
    const bool inside = shape.hotspot.x < shape.size.width && shape.hotspot.y < shape.size.height;
    if (shape.number >= kPointerShapes || shape.size.width > kMaxPointerSide ||
        shape.size.height > kMaxPointerSide || (!none && !inside) || in.left() != shape.size.pixels() * 4)
        return std::nullopt;
    shape.pixels.resize(shape.size.pixels());
    for (auto& pixel : shape.pixels)
        pixel = in.u32();
    return shape;
}

std::optional<ScreenMessage> read_screen(std::uint8_t type, Reader& in)
{
    switch (type) {
    case kUpdate:
        return read_update(in);
    case kShape:
        return read_shape(in);
    case kShapeUse: {
        const PointerUse use{in.u8()};
        return use.number < kPointerShapes ? std::optional<ScreenMessage>{use} : std::nullopt;
    }
    default:
        return PointerPosition{read_point(in)};
    }
}

std::optional<InputMessage> read_button(Reader& in)
{
    const auto button = in.u8();
    const auto down = read_flag(in);
    // 4 to 7 are X's wheel, which has a message of its own.
    const bool known = (button >= 1 && button <= 3) || button == 8 || button == 9;
    if (!down || !known)
        return std::nullopt;
    return Button{button, *down};
}

std::optional<InputMessage> read_input(std::uint8_t type, Reader& in)
{
    switch (type) {
    case kMove:
        return PointerMove{read_point(in)};
    case kButton:
        return read_button(in);
    case kWheel: {
        const auto x = static_cast<std::int16_t>(in.u16());
        return Wheel{x, static_cast<std::int16_t>(in.u16())};
    }
    case kKey: {
        const auto keysym = in.u32();
        const auto down = read_flag(in);
        if (!down || keysym == 0)
            return std::nullopt;
        return Key{keysym, *down};
    }
    case kText: {
        const View text = in.rest();
        if (text.empty() || text.size() > kMaxText || !valid_utf8(text))
            return std::nullopt;
        return Text{std::string{text.begin(), text.end()}};
    }
    default:
        return ReleaseAll{};
    }
}

template <class Message, class Read>
Decoded<Message> decode_any(View bytes, std::uint8_t highest, Read read)
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

} // namespace

Bytes encode(const ControlMessage& message)
{
    return encode_any(message);
}
Bytes encode(const ScreenMessage& message)
{
    return encode_any(message);
}
Bytes encode(const InputMessage& message)
{
    return encode_any(message);
}

Decoded<ControlMessage> decode_control(View bytes)
{
    return decode_any<ControlMessage>(bytes, kEnd, read_control);
}

Decoded<ScreenMessage> decode_screen(View bytes)
{
    return decode_any<ScreenMessage>(bytes, kPosition, read_screen);
}

Decoded<InputMessage> decode_input(View bytes)
{
    return decode_any<InputMessage>(bytes, kReleaseAll, read_input);
}

} // namespace cordee::remote
