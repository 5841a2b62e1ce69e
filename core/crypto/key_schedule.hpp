// From the keys of a finished handshake to all secrets of the session, one label each:
//
//   prk                      HKDF-Extract(salt = handshake hash, ikm = k1 || k2)
//   L(label, context, n)     HKDF-Expand(prk, "rs1 " || label || 00 || context, n)
//   stream keys              L("stream i2r", u32 epoch, 32) and L("stream r2i", u32 epoch, 32)
//   datagram keys            L("dgram i2r", u32 epoch, 32) and L("dgram r2i", u32 epoch, 32)
//   resume secret            L("resume", "", 32), from epoch 0 only
//   attach id of epoch e     L("attach id", u32 e, 16), from epoch 0 only
//   pairing psk              L("pair psk", "", 32), from epoch 0 only
//   safety digits            L("sas", ni || nr, 8) as a number modulo 10^6, from epoch 0 only
//   exporter                 L("export", name, n)
//
// i2r is from the initiator of the handshake to its responder. k1 and k2 encrypt nothing themselves.
#pragma once

#include "core/crypto/noise/handshake.hpp"

#include <string_view>

namespace cordee::crypto {

/// One object per handshake: the first one and each resumption.
class KeySchedule {
public:
    explicit KeySchedule(const Keys& keys);

    [[nodiscard]] Secret<32> stream_key(bool initiator_to_responder, std::uint32_t epoch) const;
    [[nodiscard]] Secret<32> datagram_key(bool initiator_to_responder, std::uint32_t epoch) const;
    [[nodiscard]] Secret<32> resume_secret() const;
    [[nodiscard]] ByteArray<16> attach_id(std::uint32_t epoch) const;
    /// What two devices keep when their people pair them: the psk of way 3.
    [[nodiscard]] Secret<32> pairing_psk() const;
    /// Below 10^6; people compare it as six digits.
    [[nodiscard]] std::uint32_t safety_number(const ByteArray<16>& initiator_nonce,
                                              const ByteArray<16>& responder_nonce) const;
    /// A secret for a use outside the protocol, one for each name. The caller wipes it.
    [[nodiscard]] Bytes exported(std::string_view name, std::size_t size) const;

    /// A second one of the same keys, which are as secret.
    [[nodiscard]] KeySchedule clone() const;

private:
    explicit KeySchedule(Secret<32> prk) : prk_{std::move(prk)} {}
    void derive_into(std::string_view label, View context, MutableView out) const;

    Secret<32> prk_;
};

} // namespace cordee::crypto
