#include "core/wire/handshake.hpp"

#include "core/wire/reader.hpp"

#include <algorithm>
#include <array>

namespace cordee::wire {
namespace {

/// In the order of their numbers, which begin with 1.
constexpr std::array<std::string_view, 5> kWays{"code", "link", "device", "introduced", "account"};

} // namespace

std::string_view name_of(Way way)
{
    return kWays.at(static_cast<std::size_t>(way) - 1);
}

std::optional<Way> way_named(std::string_view name)
{
    const auto found = std::find(kWays.begin(), kWays.end(), name);
    if (found == kWays.end())
        return std::nullopt;
    return static_cast<Way>(found - kWays.begin() + 1);
}

ByteArray<kContextSize> encode_context(const Context& context)
{
    Bytes out = to_bytes("RS1");
    put_u8(out, context.version);
    put_u8(out, context.suite);
    put_u8(out, static_cast<std::uint8_t>(context.way));
    put_u8(out, static_cast<std::uint8_t>(context.initiator));
    put_u8(out, 0);
    append(out, context.session);
    append(out, context.grant_hash);
    append(out, context.hello_hash);
    return *to_array<kContextSize>(out);
}

Result<Bytes> encode_hs1(View context, View hello, View noise)
{
    if (hello.size() > kMaxHello)
        return Errc::too_large;
    Bytes out{static_cast<std::uint8_t>(Kind::hs1)};
    append(out, context);
    put_u16(out, static_cast<std::uint16_t>(hello.size()));
    append(out, hello);
    append(out, noise);
    if (out.size() > kMaxHandshakeRecord)
        return Errc::too_large;
    return out;
}

Result<Hs1> decode_hs1(View record)
{
    if (record.size() > kMaxHandshakeRecord)
        return Errc::too_large;
    Reader in{record};
    Hs1 out;
    const auto kind = in.u8();
    out.context = in.bytes(kContextSize);
    const auto hello_size = in.u16();
    if (kind != static_cast<std::uint8_t>(Kind::hs1))
        return Errc::unexpected;
    if (hello_size > kMaxHello)
        return Errc::too_large;
    out.hello = in.bytes(hello_size);
    if (in.failed())
        return Errc::malformed;
    out.noise = in.rest();
    return out;
}

Bytes encode_handshake(Kind kind, View noise)
{
    Bytes out{static_cast<std::uint8_t>(kind)};
    append(out, noise);
    return out;
}

Result<View> decode_handshake(Kind expected, View record)
{
    if (record.size() > kMaxHandshakeRecord)
        return Errc::too_large;
    if (record.empty())
        return Errc::malformed;
    if (record.front() != static_cast<std::uint8_t>(expected))
        return Errc::unexpected;
    return record.subspan(1);
}

Bytes encode_abort(AbortCode code)
{
    Bytes out{static_cast<std::uint8_t>(Kind::abort)};
    put_u16(out, static_cast<std::uint16_t>(code));
    return out;
}

std::optional<AbortCode> decode_abort(View record)
{
    Reader in{record};
    const auto kind = in.u8();
    const auto code = in.u16();
    if (!in.finished() || kind != static_cast<std::uint8_t>(Kind::abort))
        return std::nullopt;
    return abort_code(code);
}

std::optional<AbortCode> abort_code(std::uint16_t number)
{
    if (number < static_cast<std::uint16_t>(AbortCode::version) ||
        number > static_cast<std::uint16_t>(AbortCode::identity))
        return std::nullopt;
    return static_cast<AbortCode>(number);
}

} // namespace cordee::wire
