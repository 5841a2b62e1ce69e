#include "protocol/codec.hpp"
#include "protocol/octets.hpp"

namespace cordee::remote {
namespace {

// The first byte of a message. A number is never given a second meaning.
enum InputType : std::uint8_t { kMove = 1, kButton = 2, kWheel = 3, kKey = 4, kText = 5, kReleaseAll = 6 };

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

} // namespace

Bytes encode(const InputMessage& message)
{
    return encode_with(message, [](Writer& out, const auto& one) { write(out, one); });
}

Decoded<InputMessage> decode_input(View bytes)
{
    return decode_with<InputMessage>(bytes, kReleaseAll, read_input);
}

} // namespace cordee::remote
