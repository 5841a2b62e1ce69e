// SFrame objects from a relay: what is split is written back the same, and only a genuine one opens, once.
// SEC-48
#include "core/crypto/sender_key.hpp"

#include <algorithm>
#include <cstdlib>

using namespace cordee;
using namespace cordee::crypto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const View input{data, size};
    if (const auto parts = split_sframe(input)) {
        auto again = encode_sframe_header(parts->header);
        append(again, parts->sealed);
        if (again != to_bytes(input))
            std::abort();
    }
    static GroupSealer sealer = [] {
        GroupSealer made{3, system_random()};
        return made;
    }();
    static const auto key = sealer.rotate().value();
    GroupOpener opener;
    if (!opener.add(3, key) || opener.open(input, {}))
        std::abort();
    const auto object = sealer.seal({}, input.first(std::min<std::size_t>(size, 100))).value();
    if (size >= 2) {
        auto wrong = object;
        wrong[data[0] % wrong.size()] ^= data[1];
        if (data[1] != 0 && opener.open(wrong, {}))
            std::abort();
    }
    if (!opener.open(object, {}) || opener.open(object, {}))
        std::abort();
    return 0;
}
