#include "core/wire/pake.hpp"

#include "core/wire/reader.hpp"

namespace cordee::wire {

Result<Bytes> encode_pake1(View context, View hello, View share)
{
    if (hello.size() > kMaxHello)
        return Errc::too_large;
    Bytes out{static_cast<std::uint8_t>(Kind::pake1)};
    append(out, context);
    put_u16(out, static_cast<std::uint16_t>(hello.size()));
    append(out, hello);
    append(out, share);
    return out;
}

Result<Pake1> decode_pake1(View record)
{
    if (record.size() > kMaxHandshakeRecord)
        return Errc::too_large;
    Reader in{record};
    Pake1 out;
    const auto kind = in.u8();
    out.context = in.bytes(kContextSize);
    const auto hello_size = in.u16();
    if (kind != static_cast<std::uint8_t>(Kind::pake1))
        return Errc::unexpected;
    if (hello_size > kMaxHello)
        return Errc::too_large;
    out.hello = in.bytes(hello_size);
    out.share = in.bytes(kPakeShare);
    if (!in.finished())
        return Errc::malformed;
    return out;
}

Bytes encode_pake2(View share)
{
    Bytes out{static_cast<std::uint8_t>(Kind::pake2)};
    append(out, share);
    return out;
}

Result<View> decode_pake2(View record)
{
    Reader in{record};
    const auto kind = in.u8();
    const auto share = in.bytes(kPakeShare);
    if (!in.finished())
        return Errc::malformed;
    if (kind != static_cast<std::uint8_t>(Kind::pake2))
        return Errc::unexpected;
    return share;
}

Bytes encode_pake_confirmation(Kind kind, View confirmation, View noise)
{
    Bytes out{static_cast<std::uint8_t>(kind)};
    append(out, confirmation);
    append(out, noise);
    return out;
}

Result<PakeConfirmation> decode_pake_confirmation(Kind expected, View record)
{
    if (record.size() > kMaxHandshakeRecord)
        return Errc::too_large;
    Reader in{record};
    const auto kind = in.u8();
    PakeConfirmation out;
    out.confirmation = in.bytes(kPakeConfirmation);
    if (in.failed())
        return Errc::malformed;
    if (kind != static_cast<std::uint8_t>(expected))
        return Errc::unexpected;
    out.noise = in.rest();
    return out;
}

} // namespace cordee::wire
