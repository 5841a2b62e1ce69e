#include "core/crypto/key_schedule.hpp"

#include "core/crypto/hkdf.hpp"

#include <algorithm>

namespace cordee::crypto {
namespace {

ByteArray<4> big_endian(std::uint32_t value)
{
    return {static_cast<std::uint8_t>(value >> 24), static_cast<std::uint8_t>(value >> 16),
            static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)};
}

Secret<32> extract(const Keys& keys)
{
    Secret<64> both;
    const auto place = std::copy_n(keys.k1.view().begin(), 32, both.mutable_view().begin());
    std::copy_n(keys.k2.view().begin(), 32, place);
    return hkdf_extract(keys.hash, both.view());
}

} // namespace

KeySchedule::KeySchedule(const Keys& keys) : prk_{extract(keys)} {}

Secret<32> KeySchedule::stream_key(bool initiator_to_responder, std::uint32_t epoch) const
{
    Secret<32> out;
    derive_into(initiator_to_responder ? "stream i2r" : "stream r2i", big_endian(epoch), out.mutable_view());
    return out;
}

Secret<32> KeySchedule::resume_secret() const
{
    Secret<32> out;
    derive_into("resume", {}, out.mutable_view());
    return out;
}

ByteArray<16> KeySchedule::attach_id(std::uint32_t epoch) const
{
    ByteArray<16> out{};
    derive_into("attach id", big_endian(epoch), out);
    return out;
}

Bytes KeySchedule::derive(std::string_view label, View context, std::size_t size) const
{
    Bytes out(size);
    derive_into(label, context, out);
    return out;
}

void KeySchedule::derive_into(std::string_view label, View context, MutableView out) const
{
    auto info = to_bytes(std::string_view{"rs1 "});
    append(info, as_view(label));
    info.push_back(0);
    append(info, context);
    hkdf_expand(prk_.view(), info, out);
}

} // namespace cordee::crypto
