#include "core/wire/frame.hpp"

#include <algorithm>

namespace cordee::wire {
namespace {

constexpr std::size_t kPadBelow = 1024;
constexpr std::size_t kPadMultiple = 64;

void put_header(Bytes& to, FrameType type, std::uint8_t flags, std::uint16_t channel, std::size_t length)
{
    put_u8(to, static_cast<std::uint8_t>(type));
    put_u8(to, flags);
    put_u16(to, channel);
    put_u32(to, static_cast<std::uint32_t>(length));
}

bool known(std::uint8_t type)
{
    switch (static_cast<FrameType>(type)) {
    case FrameType::message:
    case FrameType::ack:
    case FrameType::unreliable:
    case FrameType::close:
    case FrameType::path_challenge:
    case FrameType::path_response:
        return true;
    case FrameType::end:
        break;
    }
    return false;
}

bool all_zero(View bytes)
{
    return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; });
}

} // namespace

void put_fragment(Bytes& to, std::uint16_t channel, bool last, std::uint64_t seq, View payload)
{
    put_header(to, FrameType::message, last ? kLastFragment : 0, channel, payload.size());
    put_u64(to, seq);
    append(to, payload);
}

void put_unreliable(Bytes& to, std::uint16_t channel, View payload)
{
    put_header(to, FrameType::unreliable, 0, channel, payload.size());
    append(to, payload);
}

void put_ack(Bytes& to, std::uint64_t next_expected)
{
    put_header(to, FrameType::ack, 0, 0, 8);
    put_u64(to, next_expected);
}

void put_close(Bytes& to, const Close& close)
{
    put_header(to, FrameType::close, 0, 0, 34);
    put_u16(to, close.code);
    append(to, close.audit_head);
}

Result<Close> decode_close(View payload)
{
    Reader in{payload};
    Close close;
    close.code = in.u16();
    const auto head = to_array<32>(in.bytes(32));
    if (!in.finished() || !head)
        return Errc::malformed;
    close.audit_head = *head;
    return close;
}

Result<std::uint64_t> decode_ack(View payload)
{
    Reader in{payload};
    const auto next = in.u64();
    if (!in.finished())
        return Errc::malformed;
    return next;
}

void put_path_challenge(Bytes& to, const PathToken& token)
{
    put_header(to, FrameType::path_challenge, 0, 0, token.size());
    append(to, token);
}

void put_path_response(Bytes& to, const PathToken& token)
{
    put_header(to, FrameType::path_response, 0, 0, token.size());
    append(to, token);
}

Result<PathToken> decode_path_token(View payload)
{
    const auto token = to_array<8>(payload);
    if (!token)
        return Errc::malformed;
    return *token;
}

void pad(Bytes& plaintext)
{
    if (plaintext.size() < kPadBelow)
        plaintext.resize((plaintext.size() + kPadMultiple - 1) / kPadMultiple * kPadMultiple);
}

Result<std::optional<Frame>> FrameReader::next()
{
    if (reader_.rest().empty())
        return std::optional<Frame>{};
    if (reader_.rest().front() == static_cast<std::uint8_t>(FrameType::end)) {
        if (!all_zero(reader_.bytes(reader_.rest().size())))
            return Errc::malformed;
        return std::optional<Frame>{};
    }
    Frame frame;
    const auto type = reader_.u8();
    const auto flags = reader_.u8();
    frame.channel = reader_.u16();
    const auto length = reader_.u32();
    if (!known(type))
        return Errc::unsupported;
    frame.type = static_cast<FrameType>(type);
    frame.last_fragment = flags == kLastFragment;
    if (flags > (frame.type == FrameType::message ? kLastFragment : 0))
        return Errc::malformed;
    if (frame.type == FrameType::message)
        frame.seq = reader_.u64();
    frame.payload = reader_.bytes(length);
    if (reader_.failed())
        return Errc::malformed;
    return std::optional<Frame>{frame};
}

} // namespace cordee::wire
