// Records that may be lost, repeated or overtaken: the datagram path's side of record.hpp. They are sealed by
// a RecordSealer with RecordPath::datagram and one of the epoch's datagram keys.
#pragma once

#include "core/crypto/record.hpp"
#include "core/crypto/replay_window.hpp"

#include <optional>

namespace cordee::crypto {

struct OpenedDatagram {
    View plaintext; ///< valid until the next call
    std::uint64_t counter = 0;
    bool newest = false; ///< none with a higher counter came before: only such a one may move an address
};

/// One direction of one epoch. Whatever fails is to be dropped in silence and has changed nothing. Not for
/// two threads at once.
class DatagramOpener {
public:
    /// How long records under the former key still open after the change of keys.
    static constexpr std::chrono::seconds kOldKey{5};

    /// The clock outlives this object.
    DatagramOpener(Secret<32> key, std::uint32_t epoch, const Clock& clock);

    /// Errc::too_large, malformed, unexpected (another kind, epoch or generation), already_used (seen before,
    /// or older than the window), bad_signature. A generation is the current one or the next; the one before
    /// for kOldKey only.
    Result<OpenedDatagram> open(View record);

private:
    struct OldKey {
        AesGcm aead;
        SteadyTime until;
    };

    Result<void> decrypt(AesGcm& aead, const RecordHeader& header, View record);
    Result<void> decrypt_with_the_right_key(const RecordHeader& header, View record);

    Secret<32> key_;
    AesGcm aead_;
    std::optional<OldKey> old_;
    const Clock& clock_;
    Bytes plaintext_;
    ReplayWindow window_;
    std::uint8_t epoch_;
    std::uint16_t generation_ = 0;
};

} // namespace cordee::crypto
