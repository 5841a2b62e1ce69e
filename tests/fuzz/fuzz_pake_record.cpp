// The records of the way in by code, from anybody: what decodes is written back the same, and no share that
// is accepted is anything but a point.
// SEC-48
#include "core/crypto/spake2.hpp"
#include "core/session/peer_info.hpp"
#include "core/wire/pake.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace cordee;
    const View bytes{data, size};
    if (const auto pake1 = wire::decode_pake1(bytes)) {
        if (wire::encode_pake1(pake1->context, pake1->hello, pake1->share).value() != to_bytes(bytes))
            __builtin_trap();
        (void)session::check_hello(as_text(pake1->hello));
        (void)crypto::Spake2::is_share(pake1->share);
    }
    if (const auto share = wire::decode_pake2(bytes)) {
        if (wire::encode_pake2(*share) != to_bytes(bytes))
            __builtin_trap();
        if (crypto::Spake2::is_share(*share) && share->front() != 4)
            __builtin_trap();
    }
    for (const auto kind : {wire::Kind::pake3, wire::Kind::pake4})
        if (const auto record = wire::decode_pake_confirmation(kind, bytes))
            if (wire::encode_pake_confirmation(kind, record->confirmation, record->noise) != to_bytes(bytes))
                __builtin_trap();
    return 0;
}
