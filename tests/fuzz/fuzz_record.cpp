// Records from a relay: genuine ones, changed as the input says, and any bytes at all. Nothing but the
// genuine next record may open.
// SEC-48
#include "core/crypto/record.hpp"

#include <algorithm>
#include <cstdlib>

using namespace cordee;
using namespace cordee::crypto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const View input{data, size};
    const Secret<32> key{ByteArray<32>{1}};
    RecordOpener opener{key.clone(), 0};
    if (opener.open(input).has_value())
        std::abort(); // nobody forges AES-GCM

    RecordSealer sealer{key.clone(), 0, system_clock(), {.records = 1}};
    Bytes record;
    for (std::size_t i = 0; i + 1 < size && i < 16; i += 2) {
        if (!sealer.seal(input.first(i), record))
            std::abort();
        const auto genuine = record;
        record[data[i] % record.size()] ^= data[i + 1];
        if (data[i + 1] != 0 && opener.open(record).has_value())
            std::abort();
        const auto opened = opener.open(genuine);
        if (!opened || !std::equal(opened->begin(), opened->end(), data, data + i))
            std::abort();
    }
    return 0;
}
