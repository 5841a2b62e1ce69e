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

Secret<32> KeySchedule::datagram_key(bool initiator_to_responder, std::uint32_t epoch) const
{
    Secret<32> out;
    derive_into(initiator_to_responder ? "dgram i2r" : "dgram r2i", big_endian(epoch), out.mutable_view());
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

Secret<32> KeySchedule::pairing_psk() const
{
    Secret<32> out;
    derive_into("pair psk", {}, out.mutable_view());
    return out;
}

std::uint32_t KeySchedule::safety_number(const ByteArray<16>& initiator_nonce,
                                         const ByteArray<16>& responder_nonce) const
{
    constexpr std::uint64_t kNumbers = 1'000'000;
    auto nonces = to_bytes(initiator_nonce);
    append(nonces, responder_nonce);
    ByteArray<8> raw{};
    derive_into("sas", nonces, raw);
    std::uint64_t number = 0;
    for (const auto byte : raw)
        number = number << 8 | byte;
    return static_cast<std::uint32_t>(number % kNumbers);
}

Bytes KeySchedule::exported(std::string_view name, std::size_t size) const
{
    Bytes out(size);
    derive_into("export", as_view(name), out);
    return out;
}

KeySchedule KeySchedule::clone() const
{
    return KeySchedule{prk_.clone()};
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
