// Datagrams from anybody, genuine ones changed, repeated and in any order: each genuine one opens at most
// once, nothing else does.
// SEC-48
#include "core/crypto/datagram.hpp"
#include "core/wire/group_media.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>

using namespace cordee;
using namespace cordee::crypto;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const View input{data, size};
    if (const auto object = wire::decode_group_media(input))
        if (wire::encode_group_media(*object).value() != to_bytes(input))
            std::abort();
    const Secret<32> key{ByteArray<32>{1}};
    DatagramOpener opener{key.clone(), 0, system_clock()};
    if (opener.open(input))
        std::abort();
    RecordSealer sealer{key.clone(), 0, system_clock(), {.records = 5}, RecordPath::datagram};
    std::vector<Bytes> records(8);
    for (auto& record : records)
        (void)sealer.seal(input.first(std::min<std::size_t>(size, 16)), record).value();
    std::set<std::size_t> seen;
    for (std::size_t i = 0; i + 1 < std::min<std::size_t>(size, 64); i += 2) {
        const auto number = data[i] % records.size();
        auto record = records[number];
        record[data[i + 1] % record.size()] ^= data[i] >> 3;
        const auto opened = opener.open(record);
        if (opened && (record != records[number] || !seen.insert(number).second))
            std::abort();
    }
    return 0;
}
