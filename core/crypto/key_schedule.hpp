// From the keys of a finished handshake to all secrets of the session, one label each.
#pragma once

#include "core/crypto/noise/handshake.hpp"

#include <string_view>

namespace cordee::crypto {

/// Section 4 of the security design. One object per handshake: the first one and each resumption.
class KeySchedule {
public:
    explicit KeySchedule(const Keys& keys);

    [[nodiscard]] Secret<32> stream_key(bool initiator_to_responder, std::uint32_t epoch) const;
    /// Only from the schedule of epoch 0, as attach_id().
    [[nodiscard]] Secret<32> resume_secret() const;
    [[nodiscard]] ByteArray<16> attach_id(std::uint32_t epoch) const;

    /// Any other secret. The caller wipes it.
    [[nodiscard]] Bytes derive(std::string_view label, View context, std::size_t size) const;

private:
    void derive_into(std::string_view label, View context, MutableView out) const;

    Secret<32> prk_;
};

} // namespace cordee::crypto
