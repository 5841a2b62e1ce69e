// What a stranger sends to a relay, and a relay to a side.
// SEC-48
#include "core/wire/relay_entry.hpp"

#include <algorithm>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace cordee;
    const View bytes{data, size};
    if (const auto entry = wire::decode_relay_entry(bytes))
        if (wire::encode_relay_entry(*entry).value() != to_bytes(bytes))
            __builtin_trap();
    (void)wire::decode_relay_greeting(bytes);
    if (!bytes.empty()) {
        (void)wire::decode_relay_answer(bytes[0]);
        if (const auto paired = wire::decode_relay_paired(bytes.subspan(1)))
            if (!std::ranges::equal(View{wire::encode_relay_paired(*paired)}.subspan(1), bytes.subspan(1)))
                __builtin_trap();
    }
    return 0;
}
