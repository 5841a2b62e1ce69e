#include "protocol/codec.hpp"

namespace cordee::remote {
namespace {

// The first byte of a message. A number is never given a second meaning.
enum ScreenType : std::uint8_t { kUpdate = 1, kShape = 2, kShapeUse = 3, kPosition = 4 };

constexpr std::size_t kUpdateRectHeader = 13;

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

} // namespace

Bytes encode(const ScreenMessage& message)
{
    return encode_with(message, [](Writer& out, const auto& one) { write(out, one); });
}

Decoded<ScreenMessage> decode_screen(View bytes)
{
    return decode_with<ScreenMessage>(bytes, kPosition, read_screen);
}

} // namespace cordee::remote
