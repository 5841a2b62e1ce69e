#include "core/wire/attach.hpp"

#include "core/wire/reader.hpp"

namespace cordee::wire {

ByteArray<kAttachContextSize> encode_attach_context(const AttachContext& context)
{
    Bytes out = to_bytes("RS1A");
    put_u8(out, context.version);
    put_u8(out, context.suite);
    put_u16(out, 0);
    append(out, context.session);
    append(out, context.handshake_hash);
    put_u32(out, context.epoch);
    return *to_array<kAttachContextSize>(out);
}

Bytes encode_attach(Kind kind, const Attach& attach)
{
    Bytes out{static_cast<std::uint8_t>(kind)};
    append(out, attach.id);
    put_u32(out, attach.epoch);
    append(out, attach.noise);
    return out;
}

Result<Attach> decode_attach(Kind expected, View record)
{
    if (record.size() > kMaxHandshakeRecord)
        return Errc::too_large;
    Reader in{record};
    const auto kind = in.u8();
    const auto id = to_array<16>(in.bytes(16));
    Attach out;
    out.epoch = in.u32();
    if (in.failed() || !id)
        return Errc::malformed;
    if (kind != static_cast<std::uint8_t>(expected))
        return Errc::unexpected;
    out.id = *id;
    out.noise = in.rest();
    return out;
}

Bytes encode_attach_payload(Kind kind, const Counters& counters)
{
    Bytes out;
    put_u64(out, counters.recv_next);
    put_u64(out, counters.send_next);
    if (kind == Kind::attach1)
        put_u32(out, 0);
    return out;
}

Result<Counters> decode_attach_payload(Kind kind, View payload)
{
    Reader in{payload};
    Counters out;
    out.recv_next = in.u64();
    out.send_next = in.u64();
    const auto reserved = kind == Kind::attach1 ? in.u32() : 0;
    if (!in.finished() || reserved != 0)
        return Errc::malformed;
    return out;
}

} // namespace cordee::wire
