// What a stranger sends before he is authenticated, and what a peer says of itself.
// SEC-48
#include "core/session/peer_info.hpp"
#include "core/wire/handshake.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace cordee;
    const View bytes{data, size};
    if (const auto hs1 = wire::decode_hs1(bytes)) {
        if (wire::encode_hs1(hs1->context, hs1->hello, hs1->noise).value() != to_bytes(bytes))
            __builtin_trap();
        (void)session::check_hello(as_text(hs1->hello));
    }
    for (const auto kind : {wire::Kind::hs2, wire::Kind::hs3})
        (void)wire::decode_handshake(kind, bytes);
    if (const auto code = wire::decode_abort(bytes); code && wire::encode_abort(*code) != to_bytes(bytes))
        __builtin_trap();
    (void)session::check_hello(as_text(bytes));
    (void)session::read_peer_info(as_text(bytes));
    return 0;
}
