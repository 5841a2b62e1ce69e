// From the keys of a finished handshake to all secrets of the session, one label each:
//
//   prk                      HKDF-Extract(salt = handshake hash, ikm = k1 || k2)
//   L(label, context, n)     HKDF-Expand(prk, "rs1 " || label || 00 || context, n)
//   stream keys              L("stream i2r", u32 epoch, 32) and L("stream r2i", u32 epoch, 32)
//   resume secret            L("resume", "", 32), from epoch 0 only
//   attach id of epoch e     L("attach id", u32 e, 16), from epoch 0 only
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
    [[nodiscard]] Secret<32> resume_secret() const;
    [[nodiscard]] ByteArray<16> attach_id(std::uint32_t epoch) const;

    /// Any other secret. The caller wipes it.
    [[nodiscard]] Bytes derive(std::string_view label, View context, std::size_t size) const;

private:
    void derive_into(std::string_view label, View context, MutableView out) const;

    Secret<32> prk_;
};

} // namespace cordee::crypto
