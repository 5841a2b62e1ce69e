// A share from anybody, in a whole run of either side: refused, or keys that the other side does not share
// unless it is the genuine one.
// SEC-48
#include "core/crypto/spake2.hpp"

#include <cstdlib>

using namespace cordee;
using namespace cordee::crypto;

namespace {

Spake2 start(Spake2Side side)
{
    ByteArray<32> w{};
    w[31] = 3;
    return Spake2::start(side, {"a", "b", {1}}, Secret<32>{w}, system_random()).value();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const auto a = start(Spake2Side::a);
    static const auto b = start(Spake2Side::b);
    static const auto genuine = a.finish(b.share()).value();
    const View share{data, size};
    for (const auto* side : {&a, &b}) {
        const auto keys = side->finish(share);
        if (keys.has_value() != Spake2::is_share(share) && !keys.has_error())
            std::abort();
        if (keys && keys->peer_confirmation == genuine.peer_confirmation)
            std::abort();
    }
    return 0;
}
