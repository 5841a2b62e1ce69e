#include "core/crypto/record_header.hpp"

#include <limits>

namespace cordee::crypto {
namespace {

template <class T>
void put(MutableView out, T value)
{
    for (std::size_t i = 0; i < sizeof(T); ++i)
        out[i] = static_cast<std::uint8_t>(value >> (8 * (sizeof(T) - 1 - i)));
}

template <class T>
T get(View in)
{
    T value = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i)
        value = static_cast<T>(value << 8 | in[i]);
    return value;
}

} // namespace

void write_record_header(MutableView out, const RecordHeader& header)
{
    out[0] = header.kind;
    out[1] = header.epoch;
    put(out.subspan(2), header.generation);
    put(out.subspan(4), header.counter);
}

RecordHeader read_record_header(View record)
{
    return {record[0], record[1], get<std::uint16_t>(record.subspan(2)),
            get<std::uint64_t>(record.subspan(4))};
}

Nonce record_nonce(std::uint64_t counter)
{
    Nonce out{};
    put(MutableView{out}.subspan(4), counter);
    return out;
}

Secret<32> next_record_key(const Secret<32>& key)
{
    Secret<32 + kTagSize> out;
    AesGcm{key}.seal(record_nonce(std::numeric_limits<std::uint64_t>::max()), {}, ByteArray<32>{},
                     out.mutable_view());
    return *Secret<32>::from(out.view().first(32));
}

} // namespace cordee::crypto
